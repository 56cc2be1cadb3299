/** Where transactions begin and end in a stream of events, for every server family. */
package io.masterha.binlog.transaction;
