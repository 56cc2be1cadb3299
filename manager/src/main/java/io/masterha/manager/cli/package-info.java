/** The commands: parse the options, operate, show the outcome. Wiring is the only place that constructs adapters. */
package io.masterha.manager.cli;
