/** One record per change to one server. */
package io.masterha.manager.step;
