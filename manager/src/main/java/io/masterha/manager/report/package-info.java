/** What people and programs read of an operation: log lines, reports, problems. */
package io.masterha.manager.report;
