/** Cutting stretches out of binary logs into files, and joining such files to one virtual log. */
package io.masterha.binlog.extract;
