/** Commands that look at a manager from outside or ask it to end. */
package io.masterha.manager.cli.status;
