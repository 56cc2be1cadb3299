/** Random failures under a writing client, round after round; every round names the seed that makes it again. */
package io.masterha.it.torture;
