/** Figures that need real servers: failovers, switchovers and commands, beside MHA 0.58 where its packages are installed. */
package io.masterha.bench.live;
