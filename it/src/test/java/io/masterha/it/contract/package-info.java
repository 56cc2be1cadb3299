/** What the ports promise, held against real servers and real SSH. */
package io.masterha.it.contract;
