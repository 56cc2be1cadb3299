/** masterha-rejoin, and the rejoins that a manager makes by itself. */
package io.masterha.manager.cli.rejoin;
