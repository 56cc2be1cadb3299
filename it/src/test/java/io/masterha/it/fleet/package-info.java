/** One manager process with many clusters. */
package io.masterha.it.fleet;
