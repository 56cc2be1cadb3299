/** Keeping a failed source from being written to, proving it, and refusing to go on with less than was asked for. */
package io.masterha.manager.app.fence;
