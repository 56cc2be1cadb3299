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
        /** It lives and refuses writes: a planned switchover; or a failed source that still answered SQL. */
        READ_ONLY,
        /** Nothing that we could see proves it: an operator says so, in words that the journal and the report keep. */
        VOUCHED,
        /** {@code shutdown_script} says that its power is off or its server stopped. */
        SHUT_DOWN_BY_SCRIPT,
        /** Its host shows no process and a closed port, and keeps it down. */
        PROVED_DOWN
    }

    public FenceCertificate {
        evidence = List.copyOf(evidence);
    }

    /** Whether it proves as much as is asked for. */
    public boolean reaches(Strength demanded) {
        return strength.compareTo(demanded) >= 0;
    }

    @Override
    public String toString() {
        return server + " " + strength + ": " + String.join("; ", evidence);
    }
}
