package io.masterha.manager.port;

/** How the source is asked whether it lives: MHA's {@code ping_type}. */
public enum PingType {
    /** {@code SELECT 1} on a connection that stays open. */
    SELECT,
    /** A new connection each time, then {@code SELECT 1}. */
    CONNECT,
    /** A row is upserted in {@code infra.chk_masterha}; it is replicated. */
    INSERT
}
