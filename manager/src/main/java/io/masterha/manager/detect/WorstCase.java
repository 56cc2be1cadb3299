package io.masterha.manager.detect;

import java.time.Duration;

/**
 * How long each verdict takes at most, from the moment of the failure to the decision or the first alarm; computed from
 * the limits, and held by a test in simulated time.
 *
 * @param pingInterval between two pings, and the limit of each
 * @param round how long one round of questions to all observers may take; a script of the operator's has its own limit
 * @param lookInterval between two looks at how a source fares that answers
 * @param lookLimit how long such a look may take
 * @param diskEvery at every how many looks the host is asked for its disk
 */
public record WorstCase(
        Patience patience,
        Duration pingInterval,
        Duration round,
        Duration lookInterval,
        Duration lookLimit,
        int diskEvery) {
    /** Longer than this no decision takes once all answers are there. */
    public static final Duration THOUGHT = Duration.ofMillis(500);

    private static final Duration LAST_QUESTIONS = Duration.ofMillis(500);

    /** To the decision to fail over; to the first telling where the verdict is an alarm. */
    public Duration of(Verdict verdict) {
        return switch (verdict) {
            case FINE, SUSPECTED -> suspicion();
            case PROCESS_DEAD -> pingInterval.plus(round).plus(THOUGHT);
            case HOST_GONE -> utterSilence();
            case HUNG -> silence(patience.hung());
            case STOPPED -> silence(patience.restart());
            case MANAGER_CUT_OFF -> suspicion().plus(round.multipliedBy(2)).plus(THOUGHT);
            case MANAGER_BLIND -> utterSilence();
            case READ_ONLY, OVERLOADED, REPLICA_WRITABLE -> looks(1);
            case UNWRITABLE, SEMI_SYNC_BLOCKED, REPLICATION_CUT, NO_REPLICA -> looks(2);
            case COMES_AND_GOES -> looks(1);
        };
    }

    /** A disk that is full or read-only while nobody writes is seen when its host is asked next. */
    public Duration ofIdleDisk() {
        return looks(diskEvery);
    }

    /** From the moment at which it cannot commit to the decision, with {@code unwritable=failover}. */
    public Duration ofUnwritableFailover() {
        return looks(3).plus(patience.unwritable()).plus(pingInterval.multipliedBy(2));
    }

    /** To the first missed ping. */
    private Duration suspicion() {
        return pingInterval.multipliedBy(2).plus(THOUGHT);
    }

    /** The ping before was answered a moment ago; then patience, within which all is asked once more, and the rest of a round. */
    private Duration silence(Duration patient) {
        return pingInterval.plus(patient).plus(round).plus(THOUGHT);
    }

    /** Nobody answers: what is asked once more ends with the patience, or within half a second if that was over. */
    private Duration utterSilence() {
        return pingInterval.plus(patience.gone()).plus(LAST_QUESTIONS).plus(THOUGHT);
    }

    /** A look begins with the first ping after it is due, and is collected with the first one after it has ended. */
    private Duration looks(int count) {
        Duration between = lookInterval.plus(pingInterval);
        return between.multipliedBy(count).plus(lookLimit).plus(pingInterval).plus(THOUGHT);
    }
}
