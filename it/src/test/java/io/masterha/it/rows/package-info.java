/** Undoing transactions from row images, and reading them, on real servers. */
package io.masterha.it.rows;
