/** The operator's scripts as child processes, with MHA's arguments. */
package io.masterha.manager.adapter.process;
