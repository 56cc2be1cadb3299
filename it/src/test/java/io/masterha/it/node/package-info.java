/** The node commands against real servers: what they promise when something goes wrong in the middle. */
package io.masterha.it.node;
