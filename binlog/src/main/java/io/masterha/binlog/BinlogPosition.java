package io.masterha.binlog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place between two events in the binary log of one server: a file and an offset in bytes.
 *
 * <p>Ordered by the number at the end of the file name, then by offset. The numbers are compared as numbers: after
 * {@code mysql-bin.999999} comes {@code mysql-bin.1000000}. The base names of two positions that are compared should
 * be equal; if they differ (the source's {@code log_bin} was renamed) the base name decides first.
 *
 * @param file base name of the log file, for example {@code mysql-bin.000007}; empty before the first file
 * @param offset bytes from the start of the file, 64 bit
 */
public record BinlogPosition(String file, long offset) implements Comparable<BinlogPosition> {
    private static final int MOST_DIGITS = 18;
    private static final Pattern TEXT = Pattern.compile("(.+):(\\d{1,18})");

    public BinlogPosition {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative: " + offset);
        }
    }

    /** Reads {@code mysql-bin.000007:4200}. */
    public static BinlogPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a binlog position (FILE:OFFSET): " + text);
        }
        return new BinlogPosition(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /** The file's number, 7 for {@code mysql-bin.000007}; 0 if the name carries none. */
    public long fileNumber() {
        int dot = dotBeforeNumber();
        return dot < 0 ? 0 : Long.parseLong(file, dot + 1, file.length(), 10);
    }

    /** The file's name without its number, {@code mysql-bin} for {@code mysql-bin.000007}. */
    public String baseName() {
        int dot = dotBeforeNumber();
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** -1 if no number stands behind the last dot. By hand: it is asked for each event of some logs. */
    private int dotBeforeNumber() {
        int dot = file.lastIndexOf('.');
        int digits = file.length() - dot - 1;
        if (dot < 0 || digits < 1 || digits > MOST_DIGITS) {
            return -1;
        }
        for (int i = dot + 1; i < file.length(); i++) {
            if (file.charAt(i) < '0' || file.charAt(i) > '9') {
                return -1;
            }
        }
        return dot;
    }

    public boolean isAfter(BinlogPosition other) {
        return compareTo(other) > 0;
    }

    public boolean isBefore(BinlogPosition other) {
        return compareTo(other) < 0;
    }

    /** Asked for each event of a log: within one file the names need no look. */
    @Override
    public int compareTo(BinlogPosition other) {
        if (file.equals(other.file)) {
            return Long.compare(offset, other.offset);
        }
        int byName = baseName().compareTo(other.baseName());
        int byFile = byName != 0 ? byName : Long.compare(fileNumber(), other.fileNumber());
        return byFile != 0 ? byFile : Long.compare(offset, other.offset);
    }

    /**
     * Written out: what a record has of its own is put together when it is asked for the first time, and that takes 10 to 30 ms
     * of a failover.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof BinlogPosition that && offset == that.offset && file.equals(that.file);
    }

    @Override
    public int hashCode() {
        return 31 * file.hashCode() + Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
