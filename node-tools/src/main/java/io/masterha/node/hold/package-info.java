/** Keeps a server that is down from opening its files. */
package io.masterha.node.hold;
