package io.masterha.binlog.relay;

import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.extract.Stretch;
import io.masterha.binlog.frame.LogReader;
import java.util.List;

/** Shows the events of relay log stretches one after the other, each with its place in the source's log. */
final class RelayEvents {
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
            Received event = new Received(reader);
            long reached = stretch.from();
            for (long at = stretch.start(); at < stretch.end(); at += reader.length()) {
                if (!reader.next()) {
                    throw Problem.of(LogError.LOG_UNREADABLE, stretch.path() + " changed while it was read");
                }
                event.place(stretch.file(), reached);
                reached = event.end();
                if (!visitor.visit(event)) {
                    return false;
                }
            }
        }
        return true;
    }
}
