/** What every command does first: its options, the configuration, the log, and the words in which it fails. */
package io.masterha.manager.cli.start;
