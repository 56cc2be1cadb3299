/** Replacing a dead source, from the lock to the report, and going on with what an earlier manager left in the middle. */
package io.masterha.manager.app.failover;
