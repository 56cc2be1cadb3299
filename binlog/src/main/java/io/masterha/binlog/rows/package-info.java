/** Row events: which rows a transaction changed, as bytes, as readable values, and turned round to undo it. */
package io.masterha.binlog.rows;
