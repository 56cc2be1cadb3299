/** Relay logs read as what they are: stretches of the source's binary log, as far as this replica has received it. */
package io.masterha.binlog.relay;
