/** Events as they stand in a file: framing, checksums, damage. What an event means is decided elsewhere. */
package io.masterha.binlog.frame;
