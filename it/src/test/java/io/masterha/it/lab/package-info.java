/**
 * Real servers on real hosts, in containers: to start, to replicate, to break, to write to and to compare.
 *
 * <p>A host is a container with its own address, mysqld and sshd. Everything is found by its label and removed at the
 * end, by a shutdown hook if the test did not get there, and by the next run if the machine did not either.
 */
package io.masterha.it.lab;
