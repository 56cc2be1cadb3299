package io.masterha.node.source;

import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Keeps MySQL's coordinator from handing out more transactions than it has workers for.
 *
 * <p>A coordinator that finds no idle worker looks again and again without a pause, and takes a processor for it; one
 * that waits for an earlier transaction sleeps. So each transaction is told to need everything before the batch that
 * precedes its own: two batches at most are under way, and for those there are workers. None is ever told to need less
 * than the source said. See {@code docs/adr/0015}.
 */
final class CommitWindow {
    /** Every transaction as the source has it. */
    static final CommitWindow OPEN = new CommitWindow(0);

    /** A worker counts as busy for a moment after its transaction counts as done. */
    private static final long SPARE = 2;
    /** With fewer workers than that a window would cost more than it gains. */
    private static final long LEAST_BATCH = 4;

    /** MySQL {@code control_events.h}, Gtid_event: flags 1, source 16, number 8, kind of clock 1, then the clock. */
    private static final int KIND_AT = EventFrame.HEADER + 25;

    private static final int LOGICAL_CLOCK = 2;
    private static final int NEEDS_AT = KIND_AT + 1;
    private static final int NUMBER_AT = NEEDS_AT + 8;
    private static final int CLOCK_END = NUMBER_AT + 8;

    private final long batch;

    private CommitWindow(long batch) {
        this.batch = batch;
    }

    static CommitWindow of(long workers) {
        long batch = (workers - SPARE) / 2;
        return batch < LEAST_BATCH ? OPEN : new CommitWindow(batch);
    }

    /** The event as it has to be sent; empty if that is as it stands. */
    Optional<byte[]> narrowed(EventFrame event) {
        boolean begins = event.type() == EventType.GTID || event.type() == EventType.ANONYMOUS_GTID;
        int checksum = event.checksum().bytes();
        if (batch == 0 || !begins || event.length() < CLOCK_END + checksum) {
            return Optional.empty();
        }
        byte[] bytes = event.bytes();
        ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        // Numbers begin with 1 in each file of the source; 0 stands for none.
        long number = fields.getLong(NUMBER_AT);
        long beforeBatches = number <= 0 ? 0 : ((number - 1) / batch - 1) * batch;
        if (fields.get(KIND_AT) != LOGICAL_CLOCK || beforeBatches <= fields.getLong(NEEDS_AT)) {
            return Optional.empty();
        }
        fields.putLong(NEEDS_AT, beforeBatches);
        if (event.checksum() == Checksum.CRC32) {
            CRC32 crc = new CRC32();
            crc.update(bytes, 0, bytes.length - checksum);
            fields.putInt(bytes.length - checksum, (int) crc.getValue());
        }
        return Optional.of(bytes);
    }
}
