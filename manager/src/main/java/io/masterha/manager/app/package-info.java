/** The operations of the manager: watching, inspecting, failing over. */
package io.masterha.manager.app;
