package io.masterha.manager.execute;

import io.masterha.binlog.BinlogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known to be missing on the new source, and how long nobody looked at the failed one.
 *
 * @param gtids the missing transactions as the server prints them; empty if none is known, or without GTIDs
 * @param from where the new source's knowledge of the failed source's log ends; empty if nothing is known to be missing
 * @param to up to where the failed source was seen; empty if nothing is known to be missing
 * @param transactions how many are missing, at least; -1 if nobody counted
 * @param bytes how many bytes of binary log they are, at least; -1 if nobody knows
 * @param unseen from the last look to the moment when it was known to be down: what it committed then, nobody saw; zero
 *     if its log was read to its end, or nobody knows
 */
public record Missing(
        String gtids,
        Optional<BinlogPosition> from,
        Optional<BinlogPosition> to,
        long transactions,
        long bytes,
        Duration unseen) {
    /** Nothing is known to be missing. */
    public static Missing nothingKnown(Duration unseen) {
        return new Missing("", Optional.empty(), Optional.empty(), 0, 0, unseen);
    }

    public boolean isKnown() {
        return !gtids.isEmpty() || from.isPresent() || transactions > 0;
    }

    Missing unseenFor(Duration silence) {
        return new Missing(gtids, from, to, transactions, bytes, silence);
    }

    /** How much, in words: {@code 3 transactions, UUID:4-6, from b.000001:400 to b.000001:900 (500 bytes or more)}. */
    String words() {
        List<String> parts = new ArrayList<>();
        if (transactions > 0) {
            parts.add(transactions == 1 ? "1 transaction" : number(transactions) + " transactions");
        }
        if (!gtids.isEmpty()) {
            parts.add(gtids);
        }
        from.ifPresent(
                begin -> parts.add("from " + begin + to.map(end -> " to " + end).orElse(" on")));
        String size = bytes > 0 ? " (" + number(bytes) + " bytes or more)" : "";
        return String.join(", ", parts) + size;
    }

    /** The time in which nobody looked, in words; empty if there was none. */
    String unseenWords() {
        return unseen.isZero() ? "" : "what it committed in the " + seconds(unseen) + " after the last look";
    }

    static String seconds(Duration time) {
        return time.toMinutes() < 10
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
