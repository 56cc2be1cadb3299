/** What the manager may ask a node command, and what it answers: one JSON document in, one JSON line out. */
package io.masterha.binlog.node;
