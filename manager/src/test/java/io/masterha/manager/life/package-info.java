/** Whole lives of clusters, simulated: clients write, parts fail at any time, a manager watches and acts, and is killed too. */
package io.masterha.manager.life;
