package io.masterha.manager.topology;

import java.util.List;

/**
 * What was proved about the failed source before another server is opened for writes.
 *
 * @param server the failed source
 * @param strength how strong the proof is
 * @param evidence what was done and seen, one clause each
 */
public record FenceCertificate(ServerId server, Strength strength, List<String> evidence) {
    /** From weak to strong. */
    public enum Strength {
        /** Nothing was proved: its host does not answer and no script vouches for it. "Unreachable" is no evidence. */
        NONE,
        /** The application's address was taken off it, but the server may still run. */
        ADDRESS_RELEASED,
        /** It lives, refuses writes, and the end of its binary log stands still: a planned switchover. */
        READ_ONLY,
        /** {@code shutdown_script} says that its power is off or its server stopped. */
        SHUT_DOWN_BY_SCRIPT,
        /** Its host shows no process and a closed port, and keeps it down. */
        PROVED_DOWN
    }

    public FenceCertificate {
        evidence = List.copyOf(evidence);
    }

    @Override
    public String toString() {
        return server + " " + strength + ": " + String.join("; ", evidence);
    }
}
