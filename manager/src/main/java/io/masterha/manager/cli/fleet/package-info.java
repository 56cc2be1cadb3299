/** Many clusters in one process, each with a configuration and a manager of its own, and the brake across them. */
package io.masterha.manager.cli.fleet;
