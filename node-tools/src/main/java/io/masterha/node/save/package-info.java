/** Saving binary logs and relay logs of this host into files. */
package io.masterha.node.save;
