/** Takes a command's request from JSON or from options, and prints its answer. */
package io.masterha.node.cli;
