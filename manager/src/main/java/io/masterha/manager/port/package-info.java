/** What the deciding code may ask of the world, in the words of replication; interfaces and the records they pass. */
package io.masterha.manager.port;
