package io.masterha.binlog.extract;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.FormatDescription;

/**
 * One event of the failed source under its original coordinates.
 *
 * @param file name of the source's binary log
 * @param start where the event begins in it, in bytes
 * @param end where it ends in it, in bytes; equals {@code start} for events inside a transaction whose position is not
 *     known (MariaDB 11.8 does not write it): then both are the end of the last event with a position
 * @param format the format description that governs it; the stored bytes of {@code frame} follow its checksum. When
 *     this object changes from one event to the next, the reader of the stream needs the new one first
 * @param frame the event itself; its bytes can be read until the cursor is closed or moves on
 */
public record VirtualEvent(String file, long start, long end, FormatDescription format, EventFrame frame) {
    public BinlogPosition startPosition() {
        return new BinlogPosition(file, start);
    }

    public BinlogPosition endPosition() {
        return new BinlogPosition(file, end);
    }
}
