package io.masterha.binlog.extract;

import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.FormatDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is to be copied: grows event by event, remembers the last transaction's end, and can be cut back to it. */
public final class StretchList {
    private final List<Stretch> stretches = new ArrayList<>();
    private int markedCount;
    private long markedEnd;
    private long markedTo;

    /** Adds an event behind the others. */
    public void add(Path path, FormatDescription format, EventFrame event, String file, long from, long to) {
        int last = stretches.size() - 1;
        if (last >= 0) {
            Stretch open = stretches.get(last);
            if (open.end() == event.offset()
                    && open.format() == format
                    && open.file().equals(file)
                    && open.path().equals(path)) {
                stretches.set(last, new Stretch(path, open.start(), event.end(), format, file, open.from(), to));
                return;
            }
        }
        stretches.add(new Stretch(path, event.offset(), event.end(), format, file, from, to));
    }

    /** Everything so far is complete. */
    public void mark() {
        markedCount = stretches.size();
        if (markedCount > 0) {
            markedEnd = stretches.get(markedCount - 1).end();
            markedTo = stretches.get(markedCount - 1).to();
        }
    }

    /** Takes away what came after the mark, and answers it. */
    public List<Stretch> cut() {
        List<Stretch> gone = new ArrayList<>();
        while (stretches.size() > markedCount) {
            gone.add(0, stretches.remove(stretches.size() - 1));
        }
        if (markedCount > 0) {
            Stretch last = stretches.get(markedCount - 1);
            if (last.end() > markedEnd) {
                gone.add(
                        0,
                        new Stretch(
                                last.path(), markedEnd, last.end(), last.format(), last.file(), markedTo, last.to()));
                stretches.set(
                        markedCount - 1,
                        new Stretch(
                                last.path(),
                                last.start(),
                                markedEnd,
                                last.format(),
                                last.file(),
                                last.from(),
                                markedTo));
            }
        }
        return gone;
    }

    public List<Stretch> stretches() {
        return List.copyOf(stretches);
    }
}
