/** Hosts over SSH with jsch: looking, holding down, node commands, file transfer. */
package io.masterha.manager.adapter.ssh;
