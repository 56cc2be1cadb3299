/** A small replication source that serves saved logs: the protocol, and nothing about the replica that reads it. */
package io.masterha.node.source;
