/** Bringing the local replica up to the end of saved logs through its own applier. */
package io.masterha.node.apply;
