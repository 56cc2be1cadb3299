/** Runs a plan step by step and writes the journal. */
package io.masterha.manager.execute;
