/** Servers that are none: they speak as much of the protocols as watching needs, so that many fit on one machine. */
package io.masterha.it.fake;
