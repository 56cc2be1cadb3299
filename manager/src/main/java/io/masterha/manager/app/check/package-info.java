/** The checks before watching: one class for each thing that a failover depends on. */
package io.masterha.manager.app.check;
