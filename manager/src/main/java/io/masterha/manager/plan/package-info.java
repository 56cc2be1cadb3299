/** Decides which server becomes the source and which steps lead there; pure. */
package io.masterha.manager.plan;
