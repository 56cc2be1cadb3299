package io.masterha.binlog.frame;

/**
 * Widens the 32 bit {@code end_log_pos} of event headers to 64 bit.
 *
 * <p>Within one file of the source positions only grow, so one that is far smaller than its predecessor has wrapped. A
 * ROTATE carries 64 bits in its body and starts anew.
 */
final class EventPositions {
    private static final long WRAP = 1L << 32;
    private long last = LogReader.FIRST_EVENT;

    void restart(long position) {
        last = position;
    }

    long widen(long raw, int flags) {
        if (raw == 0 || (flags & (EventFrame.FLAG_ARTIFICIAL | EventFrame.FLAG_RELAY_LOG)) != 0) {
            return raw;
        }
        long wide = (last & ~(WRAP - 1)) | raw;
        last = last - wide > WRAP / 2 ? wide + WRAP : wide;
        return last;
    }
}
