/** What every operation works with: the world outside, the configured servers, the failover lock, the look at the cluster. */
package io.masterha.manager.app;
