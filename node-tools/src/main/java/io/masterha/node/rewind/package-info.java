/** Undoes the last transactions of a server from the row images in its own binary log. */
package io.masterha.node.rewind;
