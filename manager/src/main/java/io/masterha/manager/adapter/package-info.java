/** The outside world behind the ports, one library per package; only the wiring in {@code cli} constructs them. */
package io.masterha.manager.adapter;
