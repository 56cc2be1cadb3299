/** The program: the table of commands, how options are spelled, and the commands that need no package of their own. */
package io.masterha.manager.cli;
