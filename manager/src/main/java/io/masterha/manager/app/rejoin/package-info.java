/** Bringing a server back that was the source: closed at once, compared, made a replica or kept apart. */
package io.masterha.manager.app.rejoin;
