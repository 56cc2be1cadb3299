/** masterha-switch: what the operator asks for, is asked, and may call off. */
package io.masterha.manager.cli.switchover;
