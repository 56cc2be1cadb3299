/** Turns evidence about the source into a verdict by a table; pure, no clock, no I/O. */
package io.masterha.manager.detect;
