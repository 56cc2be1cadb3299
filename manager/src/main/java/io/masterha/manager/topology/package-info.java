/** What the cluster looks like at one moment, as values; pure. */
package io.masterha.manager.topology;
