package io.masterha.manager.detect;

/**
 * Everything that one look at the source brought to light; the whole input of the {@link DetectionTable}.
 *
 * @param ping whether the source itself answers
 * @param host what SSH shows on the source's host
 * @param replicas whether the replicas still receive from it
 * @param routes what {@code secondary_check_script} and the replicas' hosts say
 * @param patience how long it has not answered, measured in the patience that fits what the host shows
 * @param writes whether commits on an answering source have been given up
 */
public record Evidence(Ping ping, Host host, Replicas replicas, Routes routes, Patience patience, Writes writes) {
    /** Whether a source that answers can commit; only what may lead to a failover, the rest are alarms. */
    public enum Writes {
        /** They work, or nobody knows, or it is not a reason to fail over. */
        NOT_GIVEN_UP,
        /** Not one commit for all of {@code patience_unwritable}, and {@code unwritable=failover}. */
        GIVEN_UP
    }

    /** The source's own answer. */
    public enum Ping {
        ANSWERS,
        /** It answered that it does not want us: too many connections, access denied, TLS trouble. */
        TURNS_AWAY,
        FAILS
    }

    /** How long the source has not answered. */
    public enum Patience {
        NOT_OVER,
        /** It has lasted as long as what the host shows deserves. */
        OVER
    }

    /** The source's host over SSH. */
    public enum Host {
        NOT_ASKED,
        NO_ANSWER,
        /** Its port is listened on, or a process is there and nobody can tell more. */
        PRESENT,
        /** The process is there and its port is closed: it starts, recovers or shuts down. */
        CLOSED,
        /** No process, port closed, no clean shutdown. */
        CRASHED,
        /** No process, port closed, clean shutdown. */
        STOPPED
    }

    /** All replicas together. */
    public enum Replicas {
        /** None could be asked. */
        UNKNOWN,
        /** At least one has received something since it was asked before, be it a heartbeat. */
        RECEIVE,
        /** A receiver says that it is connected, but nothing arrives: no evidence either way. */
        UNSURE,
        /** Every replica that could be asked has lost its connection to the source. */
        LOST_IT
    }

    /** Other routes to the source: {@code secondary_check_script}, and the hosts of the replicas. */
    public enum Routes {
        /** No script, and no host of a replica could tell more than the manager sees itself. */
        NOT_CONFIGURED,
        /** The check is still running, or could not be made. */
        UNDECIDED,
        REACH_IT,
        DO_NOT_REACH_IT
    }
}
