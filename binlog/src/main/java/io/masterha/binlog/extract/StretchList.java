package io.masterha.binlog.extract;

import io.masterha.binlog.frame.FormatDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is to be copied: grows event by event, remembers the last transaction's end, and can be cut back to it. */
public final class StretchList {
    /** A stretch that may grow: an object for each stretch, not for each event. */
    private static final class Open {
        private final Path path;
        private final FormatDescription format;
        private final long start;
        private final long from;
        private String file;
        private long end;
        private long to;

        private Open(Path path, FormatDescription format, String file, long start, long from) {
            this.path = path;
            this.format = format;
            this.file = file;
            this.start = start;
            this.from = from;
        }

        private boolean goesOn(Path other, FormatDescription otherFormat, long offset, String otherFile, long at) {
            return end == offset
                    && to <= at
                    && format == otherFormat
                    && file.equals(otherFile)
                    && (path == other || path.equals(other));
        }

        private Stretch closed() {
            return part(start, end, from, to);
        }

        private Stretch part(long begin, long until, long sourceFrom, long sourceTo) {
            return new Stretch(path, begin, until, format, file, sourceFrom, sourceTo);
        }
    }

    private final List<Open> stretches = new ArrayList<>();
    private long bytes;
    private int markedCount;
    private long markedBytes;
    private long markedEnd;
    private long markedTo;
    private int handedCount;
    private long handedBytes;
    private long handedEnd;
    private long handedTo;

    /**
     * Adds an event behind the others.
     *
     * @param offset where it begins in the file at {@code path}
     * @param end where it ends there
     * @param from where it begins in the source's {@code file}
     * @param to where it ends there
     */
    public void add(Path path, FormatDescription format, long offset, long end, String file, long from, long to) {
        int count = stretches.size();
        Open open = count > 0 && stretches.get(count - 1).goesOn(path, format, offset, file, from)
                ? stretches.get(count - 1)
                : begin(new Open(path, format, file, offset, from));
        open.end = end;
        open.to = to;
        bytes += end - offset;
    }

    private Open begin(Open stretch) {
        stretches.add(stretch);
        return stretch;
    }

    /** Everything so far is complete. */
    public void mark() {
        markedCount = stretches.size();
        markedBytes = bytes;
        if (markedCount > 0) {
            markedEnd = stretches.get(markedCount - 1).end;
            markedTo = stretches.get(markedCount - 1).to;
        }
    }

    /** Takes away what came after the mark, and answers it. */
    public List<Stretch> cut() {
        List<Stretch> gone = new ArrayList<>();
        bytes = markedBytes;
        while (stretches.size() > markedCount) {
            gone.add(0, stretches.remove(stretches.size() - 1).closed());
        }
        if (markedCount > 0) {
            Open last = stretches.get(markedCount - 1);
            if (last.end > markedEnd) {
                gone.add(0, last.part(markedEnd, last.end, markedTo, last.to));
                last.end = markedEnd;
                last.to = markedTo;
            }
        }
        return gone;
    }

    /** How many bytes became complete since {@link #newlyMarked} was asked. */
    public long freshBytes() {
        return markedBytes - handedBytes;
    }

    /** What became complete since this was asked before: parts that go on where those before ended. */
    public List<Stretch> newlyMarked() {
        List<Stretch> fresh = new ArrayList<>();
        for (int i = Math.max(0, handedCount - 1); i < markedCount; i++) {
            Open stretch = stretches.get(i);
            boolean isLast = i == markedCount - 1;
            long start = i < handedCount ? handedEnd : stretch.start;
            long end = isLast ? markedEnd : stretch.end;
            if (end > start) {
                long from = i < handedCount ? handedTo : stretch.from;
                fresh.add(stretch.part(start, end, from, isLast ? markedTo : stretch.to));
            }
        }
        handedCount = markedCount;
        handedEnd = markedEnd;
        handedTo = markedTo;
        handedBytes = markedBytes;
        return fresh;
    }

    public boolean isEmpty() {
        return stretches.isEmpty();
    }

    /** Puts in the name of the source's file where it was not known. */
    public void rename(String unknown, String file) {
        stretches.stream().filter(open -> open.file.equals(unknown)).forEach(open -> open.file = file);
    }

    public List<Stretch> stretches() {
        return stretches.stream().map(Open::closed).toList();
    }
}
