package io.masterha.binlog.relay;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.Stretch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The relay logs of one channel, seen as stretches of the source's binary logs. */
public final class RelayLogs {
    private final List<Path> files;
    private final RelayScan scan;
    private final List<Stretch> segments;

    private RelayLogs(List<Path> files, RelayScan scan) {
        this.files = List.copyOf(files);
        this.scan = scan;
        this.segments = List.copyOf(scan.segments());
    }

    /** Reads all relay logs that an index names. */
    public static RelayLogs of(Path index) {
        return of(RelayLogIndex.read(index));
    }

    /** Reads relay logs given in order. */
    public static RelayLogs of(List<Path> files) {
        return new RelayLogs(files, RelayScan.of(files, Reading.UNWATCHED));
    }

    /**
     * Reads only as many of the newest relay logs as are needed to know everything from a position on, and whether a
     * transaction is open there.
     *
     * @param lastFile the source's file in which the newest event lies, for relay logs that do not say so
     */
    public static RelayLogs back(List<Path> files, BinlogPosition to, String lastFile) {
        return back(files, to, lastFile, Reading.UNWATCHED, new EarlySelection(to, to, Reading.UNWATCHED));
    }

    /** The same; what is read is shown to a selection. */
    static RelayLogs back(
            List<Path> files, BinlogPosition to, String lastFile, Reading reading, EarlySelection selection) {
        int first = files.size() - 1;
        while (first > 0 && !beginsBefore(files.get(first), to)) {
            first--;
        }
        List<Path> needed = files.subList(first, files.size());
        RelayScan scan = RelayScan.of(needed, reading, selection::take);
        if (scan.jumped() && first > 0) {
            needed = files;
            selection.restart();
            scan = RelayScan.of(needed, reading, selection::take);
        }
        scan.nameUnknown(lastFile);
        return new RelayLogs(needed, scan);
    }

    /** The stretches in the order of the source's log; nothing in them overlaps. */
    public List<Stretch> segments() {
        return segments;
    }

    /** Up to where the source's log was received; may lie inside a transaction. */
    public BinlogPosition received() {
        return scan.reached();
    }

    /** From where on the relay logs hold the source's log; empty if they hold nothing of it. */
    public Optional<BinlogPosition> begin() {
        return scan.begin();
    }

    /**
     * Whether more was received than {@link #received()} says: the rest of a transaction whose events do not say where
     * they stood (MariaDB 11.8).
     */
    public boolean isOpenEnded() {
        return scan.openEnded();
    }

    /** Whether some events do not say where they stood (MariaDB 11.8). */
    boolean hasUnplaced() {
        return scan.hasUnplaced();
    }

    /** Why the newest relay log cannot be read to its end; empty if it can. */
    public String damage() {
        return scan.endDetail();
    }

    public List<Path> files() {
        return files;
    }

    /**
     * Where in the source's log the first event stands that is at this offset of a relay log or behind it.
     *
     * @return {@link #received()} if nothing is behind it
     * @throws Problem POSITION_INSIDE_EVENT if the offset is not between two events
     */
    public BinlogPosition positionAt(Path file, long offset) {
        int wanted = files.indexOf(file);
        BinlogPosition[] found = new BinlogPosition[1];
        RelayEvents.visit(segments, Reading.UNWATCHED, event -> {
            int at = files.indexOf(event.path());
            long begin = event.reader().offset();
            if (at == wanted && begin < offset && begin + event.reader().length() > offset) {
                throw Problem.of(LogError.POSITION_INSIDE_EVENT, file + ":" + offset + " is not between two events")
                        .why("an event reaches from " + begin + " to "
                                + (begin + event.reader().length()))
                        .next("take Relay_Log_File and Relay_Log_Pos of the replica's status");
            }
            if (at > wanted || (at == wanted && begin >= offset)) {
                found[0] = new BinlogPosition(event.file(), event.start());
            }
            return found[0] == null;
        });
        return found[0] == null ? received() : found[0];
    }

    /**
     * Whether the file says by itself where it goes on in the source's log, that is at or before the position, and
     * whether it goes on there with a new transaction.
     */
    private static boolean beginsBefore(Path file, BinlogPosition position) {
        RelayScan head = RelayScan.headOf(file);
        return head.startsTransaction()
                && head.begin().isPresent()
                && !head.begin().get().file().isEmpty()
                && !head.begin().get().isAfter(position);
    }
}
