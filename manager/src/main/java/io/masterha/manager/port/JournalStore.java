package io.masterha.manager.port;

import java.util.List;

/** Keeps the journal of one failover: append-only lines, each on disk before the call returns. */
public interface JournalStore {
    /** Appends one line (no line break in it) and forces it to disk. */
    void append(String line);

    /** All lines of the journal that is open, complete ones only: a torn last line is left out. */
    List<String> lines();

    /** Where it is, for the operator. */
    String location();
}
