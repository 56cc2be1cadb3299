/** The files of one application in its work directory: journals, markers, status, who runs, who is asked to stop. */
package io.masterha.manager.cli.workdir;
