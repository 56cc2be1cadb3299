/** What the manager and the node commands must agree on about binary logs: positions, GTID sets, reading and cutting files. */
package io.masterha.binlog;
