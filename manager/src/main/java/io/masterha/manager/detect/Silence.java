package io.masterha.manager.detect;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long the source has been silent, with a memory: one answer does not wipe out a minute of silence.
 *
 * <p>What a silence lasted is carried over into the next one, less the time that the source answered in between. So a
 * source that is silent for more of the time than it answers is given up at last, and one that answers for as long as it
 * was silent begins anew. A silence is never more than a blip before it has lasted half of the patience itself.
 */
public final class Silence {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    /** As many silences within the memory mean that the source comes and goes. */
    static final int OFTEN = 3;

    private final Duration mostCarried;
    private final Deque<Long> ended = new ArrayDeque<>();
    private boolean isSilent;
    private boolean isClean = true;
    private long sinceNanos;
    private long carriedNanos;

    /** @param mostCarried no more than this is remembered: a source that comes back after an hour is not suspect for one */
    public Silence(Duration mostCarried) {
        this.mostCarried = mostCarried;
    }

    /** A question that was asked then was not answered. */
    public void goesOn(long askedNanos) {
        if (!isSilent) {
            carriedNanos = isClean ? 0 : Math.max(0, carriedNanos - (askedNanos - sinceNanos));
            sinceNanos = askedNanos;
            isSilent = true;
            isClean = false;
        }
    }

    /** An answer came. */
    public void ends(long nowNanos) {
        if (isSilent) {
            carriedNanos = Math.min(mostCarried.toNanos(), carriedNanos + nowNanos - sinceNanos);
            sinceNanos = nowNanos;
            isSilent = false;
            ended.addLast(nowNanos);
        }
        while (!ended.isEmpty() && nowNanos - ended.getFirst() > MEMORY.toNanos()) {
            ended.removeFirst();
        }
    }

    /** Whether it has not yet answered for as long as it was silent: then the next silence must be seen from its beginning. */
    public boolean isRemembered(long nowNanos) {
        return !isSilent && nowNanos - sinceNanos < carriedNanos;
    }

    /** With what is carried over; 0 while the source answers. */
    public long lasted(long nowNanos) {
        return isSilent ? nowNanos - sinceNanos + carriedNanos : 0;
    }

    boolean outlasts(Duration patience, long nowNanos) {
        long now = isSilent ? nowNanos - sinceNanos : 0;
        return isSilent && now * 2 >= patience.toNanos() && lasted(nowNanos) >= patience.toNanos();
    }

    /** How many silences ended within the last minutes. */
    public int count() {
        return ended.size();
    }

    public boolean comesAndGoes() {
        return ended.size() >= OFTEN;
    }
}
