package io.masterha.binlog.relay;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.LogReader;
import java.util.List;

/** Shows the events of relay log stretches one after the other, each with its place in the source's log. */
final class RelayEvents {
    /**
     * One received event.
     *
     * @param stretch where it was found
     * @param frame the event; readable only while it is shown
     * @param start where it begins in the source's log; for an event without a position the end of the one before
     * @param end where it ends; equals {@code start} for an event without a position
     * @param known whether it says where it stood
     */
    record Received(Stretch stretch, EventFrame frame, long start, long end, boolean known) {
        String file() {
            return stretch.file();
        }
    }

    /** Takes one event; answers whether it wants the next. */
    interface Visitor {
        boolean visit(Received event);
    }

    private RelayEvents() {}

    static void visit(List<Stretch> stretches, Reading reading, Visitor visitor) {
        for (Stretch stretch : stretches) {
            if (!visit(stretch, reading, visitor)) {
                return;
            }
        }
    }

    private static boolean visit(Stretch stretch, Reading reading, Visitor visitor) {
        try (LogReader reader = LogReader.open(stretch.path(), reading)) {
            reader.resume(stretch.format(), stretch.start());
            reader.continueAt(stretch.from());
            reader.verifyChecksums(false); // the stretches come from a walk that verified them
            long reached = stretch.from();
            for (long at = stretch.start(); at < stretch.end(); at += reader.length()) {
                if (!reader.next()) {
                    throw Problem.of(LogError.LOG_UNREADABLE, stretch.path() + " changed while it was read");
                }
                EventFrame frame = reader.frame();
                boolean known = frame.endPosition() != 0;
                long end = known ? frame.endPosition() : reached;
                // MariaDB unpacks compressed events, so they may be longer here than in the source's log.
                long start = known ? Math.max(reached, end - frame.length()) : reached;
                reached = end;
                if (!visitor.visit(new Received(stretch, frame, start, end, known))) {
                    return false;
                }
            }
        }
        return true;
    }
}
