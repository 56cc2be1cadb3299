/** Builds the world of one run from its configuration: the only place that constructs adapters of servers and hosts. */
package io.masterha.manager.cli.wiring;
