/** The operator's configuration: MHA's file format and keys, read completely, every problem reported at once. */
package io.masterha.manager.config;
