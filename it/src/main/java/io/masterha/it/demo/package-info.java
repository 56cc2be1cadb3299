/** The demo: real servers on three loopback addresses, real SSH, a writing client, a kill, and the failover. */
package io.masterha.it.demo;
