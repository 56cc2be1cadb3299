/** The manager: watches one source and fails over to a replica. */
package io.masterha.manager;
