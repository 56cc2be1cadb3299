package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/** One image of one row inside its event: the bytes of a column, or that it is NULL or was not logged. */
public final class RowImage {
    private final byte[] event;
    private final int start;
    private final int end;
    private final int[] offsets;
    private final BitSet present;
    private final BitSet partial;

    RowImage(byte[] event, int start, int end, int[] offsets, BitSet present, BitSet partial) {
        this.event = event;
        this.start = start;
        this.end = end;
        this.offsets = offsets;
        this.present = present;
        this.partial = partial;
    }

    /** Whether the image says anything about the column. */
    boolean has(int column) {
        return present.get(column);
    }

    boolean isNull(int column) {
        return offsets[column] < 0;
    }

    /** Whether the column holds changes of a JSON document instead of a document. */
    boolean isPartial(int column) {
        return partial.get(column);
    }

    /** The value's bytes, its length prefix included, little endian. */
    ByteBuffer value(int column, ColumnType type) {
        ByteBuffer all = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        int at = offsets[column];
        all.position(at).limit(at + type.bytesAt(all, at));
        return all.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The image as it stands in its event. */
    byte[] bytes() {
        return Arrays.copyOfRange(event, start, end);
    }

    int length() {
        return end - start;
    }

    boolean differs(RowImage other, int column, ColumnType type) {
        if (isNull(column) || other.isNull(column)) {
            return isNull(column) != other.isNull(column);
        }
        return !value(column, type).equals(other.value(column, type));
    }
}
