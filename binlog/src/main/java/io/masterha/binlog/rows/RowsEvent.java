package io.masterha.binlog.rows;

import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The row images of one WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS or PARTIAL_UPDATE_ROWS event, as bytes.
 *
 * <p>Body (manual, "Rows_event"): table id 6, flags 2, in version 2 a block with its length in 2 bytes, number of columns
 * (packed), a bit per column of the (before) image, for updates a bit per column of the after image, then images: a bit per
 * column that is NULL, then the values.
 */
public final class RowsEvent {
    /** What happened to the rows. */
    public enum Kind {
        INSERT(0),
        UPDATE(1),
        DELETE(2);

        private final int offset;

        Kind(int offset) {
            this.offset = offset;
        }

        /** By how much the event type is above that of inserts. */
        int offset() {
            return offset;
        }
    }

    /** Foreign keys were not looked at. */
    static final int FLAG_NO_FOREIGN_KEYS = 0x02;

    private static final int FIRST_V1 = 23;
    private static final int FIRST_V2 = 30;
    private static final int LAST_V2 = 32;
    private static final int PARTIAL_JSON_IN_IMAGE = 0x01;

    private final byte[] event;
    private final TableMap map;
    private final Kind kind;
    private final int flags;
    private final BitSet before;
    private final BitSet after;
    private final List<RowImage> images;

    private RowsEvent(
            byte[] event, TableMap map, Kind kind, int flags, BitSet before, BitSet after, List<RowImage> images) {
        this.event = event;
        this.map = map;
        this.kind = kind;
        this.flags = flags;
        this.before = before;
        this.after = after;
        this.images = images;
    }

    /** Whether the type holds rows, in its plain form. */
    static boolean isRows(int type) {
        return (type >= FIRST_V1 && type <= 25)
                || (type >= FIRST_V2 && type <= LAST_V2)
                || type == EventType.PARTIAL_UPDATE_ROWS;
    }

    static long tableIdOf(byte[] event) {
        return TableMap.tableId(
                ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN).position(EventFrame.HEADER));
    }

    /** @param event header and body, without checksum */
    static RowsEvent parse(byte[] event, TableMap map) {
        int type = event[4] & 0xFF;
        ByteBuffer body = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        body.position(EventFrame.HEADER + TableMap.idBytes());
        int flags = body.getShort() & 0xFFFF;
        if (type >= FIRST_V2) {
            int extra = body.getShort() & 0xFFFF;
            Packed.slice(body, extra - 2);
        }
        int width = Packed.count(body);
        if (width != map.columns()) {
            throw new IllegalArgumentException(
                    "rows of " + width + " columns for " + map.name() + " of " + map.columns());
        }
        Kind kind = kindOf(type);
        BitSet before = Packed.bits(body, width);
        BitSet after = kind == Kind.UPDATE ? Packed.bits(body, width) : before;
        List<RowImage> images = new ArrayList<>();
        boolean isPartial = type == EventType.PARTIAL_UPDATE_ROWS;
        while (body.hasRemaining()) {
            images.add(image(event, body, map, before, false));
            if (kind == Kind.UPDATE) {
                images.add(image(event, body, map, after, isPartial));
            }
        }
        return new RowsEvent(event, map, kind, flags, before, after, images);
    }

    private static Kind kindOf(int type) {
        if (type == EventType.PARTIAL_UPDATE_ROWS) {
            return Kind.UPDATE;
        }
        return Kind.values()[type >= FIRST_V2 ? type - FIRST_V2 : type - FIRST_V1];
    }

    private static RowImage image(byte[] event, ByteBuffer body, TableMap map, BitSet present, boolean mayBePartial) {
        int start = body.position();
        BitSet partial = new BitSet();
        if (mayBePartial && (Packed.number(body) & PARTIAL_JSON_IN_IMAGE) != 0) {
            partial = jsonBits(body, map);
        }
        BitSet nulls = Packed.bits(body, present.cardinality());
        int[] offsets = new int[map.columns()];
        int bit = 0;
        int at = body.position();
        for (int column = 0; column < map.columns(); column++) {
            offsets[column] = -1;
            if (present.get(column) && !nulls.get(bit++)) {
                offsets[column] = at;
                at += map.type(column).bytesAt(body, at);
            }
        }
        body.position(at);
        return new RowImage(event, start, at, offsets, present, partial);
    }

    /** A bit per JSON column that is logged as a list of changes. */
    private static BitSet jsonBits(ByteBuffer body, TableMap map) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < map.columns(); i++) {
            if (map.type(i).number() == ColumnType.JSON) {
                columns.add(i);
            }
        }
        BitSet bits = Packed.bits(body, columns.size());
        BitSet partial = new BitSet();
        for (int i = 0; i < columns.size(); i++) {
            partial.set(columns.get(i), bits.get(i));
        }
        return partial;
    }

    public Kind kind() {
        return kind;
    }

    public TableMap map() {
        return map;
    }

    int type() {
        return event[4] & 0xFF;
    }

    int flags() {
        return flags;
    }

    /** The event's own header, 19 bytes. */
    byte[] header() {
        return Arrays.copyOf(event, EventFrame.HEADER);
    }

    /** Which columns the before images hold; for inserts and deletes, their only ones. */
    BitSet before() {
        return before;
    }

    BitSet after() {
        return after;
    }

    /** All images in order: for updates before and after in turns. */
    public List<RowImage> images() {
        return images;
    }

    /** How many rows were changed. */
    public int rows() {
        return kind == Kind.UPDATE ? images.size() / 2 : images.size();
    }
}
