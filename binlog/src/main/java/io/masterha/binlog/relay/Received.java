package io.masterha.binlog.relay;

import io.masterha.binlog.extract.StretchList;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import java.nio.file.Path;

/** The received event that a walk over a relay log stands at: one object for all of them, because there are millions. */
final class Received {
    private final LogReader reader;
    private String file = "";
    private long start;
    private long end;
    private boolean known;

    Received(LogReader reader) {
        this.reader = reader;
    }

    /**
     * The reader stands at an event that belongs to a log of the source.
     *
     * @param reached where the event before it ended there
     */
    void place(String sourceFile, long reached) {
        file = sourceFile;
        known = reader.endPosition() != 0;
        end = known ? reader.endPosition() : reached;
        // MariaDB unpacks compressed events, so they may be longer here than in the source's log.
        start = known ? Math.max(reached, end - reader.length()) : reached;
    }

    /** Stands at the event; it can be read only as long as the walk does not go on. */
    LogReader reader() {
        return reader;
    }

    /** The relay log in which it was found. */
    Path path() {
        return reader.path();
    }

    FormatDescription format() {
        return reader.format().orElseThrow();
    }

    /** The source's log that it belongs to. */
    String file() {
        return file;
    }

    /** Where it begins in the source's log; for an event without a position the end of the one before. */
    long start() {
        return start;
    }

    /** Where it ends there; equals {@link #start} for an event without a position. */
    long end() {
        return end;
    }

    /** Whether it says where it stood. */
    boolean known() {
        return known;
    }

    void addTo(StretchList list) {
        long offset = reader.offset();
        list.add(path(), format(), offset, offset + reader.length(), file, start, end);
    }
}
