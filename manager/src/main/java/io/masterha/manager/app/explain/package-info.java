/** What the journal of a failover or switchover says, in words, beside what the servers say now; touches nothing. */
package io.masterha.manager.app.explain;
