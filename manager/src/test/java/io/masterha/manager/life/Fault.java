package io.masterha.manager.life;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;

/**
 * Something that goes wrong.
 *
 * @param at how long after the beginning
 * @param lasts how long; what is not put right by itself lasts for ever
 */
record Fault(Duration at, Kind kind, ServerId server, Duration lasts) {
    static final Duration FOR_EVER = Duration.ofDays(1);

    /** What can go wrong, and whether a failover is an answer to it. */
    enum Kind {
        SERVER_KILLED(true),
        SERVER_KILLED_AND_RESTARTED(true),
        SERVER_HANGS(true),
        HOST_GONE(true),
        HOST_REBOOTS(true),
        SOURCE_CUT_OFF(true),
        SHORT_FREEZE(false),
        SHORT_CUT(false),
        MANAGER_CUT_FROM_SOURCE(false),
        MANAGER_CUT_OFF(false),
        REPLICAS_CUT_FROM_SOURCE(false),
        REFUSES_CLIENTS(false),
        REPLICA_KILLED(false),
        CLOCK_JUMPS(false),
        NOTHING(false);

        /** Whether a failover may follow; where it may not, one that happens is a failure of the test. */
        final boolean mayFailOver;

        Kind(boolean mayFailOver) {
            this.mayFailOver = mayFailOver;
        }
    }

    @Override
    public String toString() {
        return kind + " of " + server + " at " + at.toMillis() + " ms"
                + (lasts.equals(FOR_EVER) ? "" : " for " + lasts.toMillis() + " ms");
    }
}
