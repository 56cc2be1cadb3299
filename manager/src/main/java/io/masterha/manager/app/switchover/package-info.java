/** Making another server the source while all of them live, or putting everything back. */
package io.masterha.manager.app.switchover;
