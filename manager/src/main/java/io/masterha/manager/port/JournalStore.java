package io.masterha.manager.port;

import java.util.List;

/** Keeps the journal of one failover or switchover: append-only lines. */
public interface JournalStore {
    /** Appends one line (no line break in it) and forces it to disk. */
    void append(String line);

    /** Appends one line that need not be on disk before the next one that has to. */
    default void appendSoon(String line) {
        append(line);
    }

    /** All lines of the journal that is open, complete ones only: a torn last line is left out. */
    List<String> lines();

    /** Where it is, for the operator. */
    String location();
}
