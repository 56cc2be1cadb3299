/** masterha-manager for one cluster, and the failover by hand: check, watch, fail over, tell how it ended. */
package io.masterha.manager.cli.manage;
