package io.masterha.manager.app.check;

import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What would be lost if the source died now: what no replica has received yet, and whether its disk could be read then.
 *
 * @param best the replica that has received most; empty if none receives
 * @param transactions how many it lacks; -1 if nobody counted
 * @param bytes how many bytes of binary log it lacks; -1 if that is more than a file, or not known
 * @param behind how long it takes, or has taken so far, until it has what the source has
 * @param tail whether the source's log could be read behind its back
 */
public record Exposure(Optional<ServerId> best, long transactions, long bytes, Duration behind, Tail tail) {
    /** Whether what only the source has could be saved from its disk. */
    public enum Tail {
        READABLE("its host answers, so that could be saved from its disk, and is lost only with the disk"),
        UNREACHABLE("its host does not answer over SSH, so that would be lost"),
        ENCRYPTED("its logs are encrypted, so that would be lost"),
        /** Nobody has looked. */
        UNKNOWN("whether its disk could be read then was not looked at");

        private final String words;

        Tail(String words) {
            this.words = words;
        }

        boolean isLost() {
            return this == UNREACHABLE || this == ENCRYPTED;
        }
    }

    /** So long is no network's delay any more. */
    static final Duration LONG = Duration.ofSeconds(10);

    /** Whether an operator should do something about it. */
    public boolean isBad() {
        return best.isEmpty() || behind.compareTo(LONG) >= 0 || (tail.isLost() && !isNothing());
    }

    private boolean isNothing() {
        return transactions <= 0 && bytes == 0;
    }

    /** One sentence for the operator. */
    public String sentence(ServerId source) {
        String died = "if " + source + " died now: ";
        if (best.isEmpty()) {
            return died + "no replica receives from it, so what it commits is on its own disk alone; " + tail.words;
        }
        if (isNothing()) {
            return died + best.get() + " has received everything; what is committed in between reaches it in "
                    + millis(behind) + "; " + tail.words;
        }
        List<String> lacks = new ArrayList<>();
        if (transactions > 0) {
            lacks.add(number(transactions) + (transactions == 1 ? " transaction" : " transactions"));
        }
        lacks.add(bytes < 0 ? "more than a binlog file" : number(bytes) + " bytes");
        lacks.add(millis(behind));
        return died + best.get() + ", which has received most, lacks " + String.join(", ", lacks) + "; " + tail.words;
    }

    private static String millis(Duration time) {
        return time.compareTo(LONG) < 0 ? number(time.toMillis()) + " ms" : number(time.toSeconds()) + " s";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
