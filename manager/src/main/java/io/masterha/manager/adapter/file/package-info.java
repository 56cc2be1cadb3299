/** Files on the manager: the journal. */
package io.masterha.manager.adapter.file;
