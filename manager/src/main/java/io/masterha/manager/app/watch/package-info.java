/** Watching a source that lives: the pings, those who see it beside the manager, how it fares, how far its history went. */
package io.masterha.manager.app.watch;
