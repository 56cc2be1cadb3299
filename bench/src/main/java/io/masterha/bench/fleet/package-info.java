/** How many clusters one manager process can watch. */
package io.masterha.bench.fleet;
