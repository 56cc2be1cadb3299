package io.masterha.binlog.rows;

import io.masterha.binlog.frame.EventFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * Makes row events that undo others: inserts become deletes and deletes inserts, updates have their images swapped, the
 * last row comes first. No value is looked at: images go from one event into the other as they are.
 *
 * <p>What comes out are pieces for the server's BINLOG statement: a TABLE_MAP and one rows event that ends its statement.
 */
final class InverseRows {
    private static final int STATEMENT_END = 0x01;
    private static final int RELAXED_UNIQUE = 0x04;
    private static final int FIRST_V1 = 23;
    private static final int FIRST_V2 = 30;
    /** Room for header, table id, bitmaps of the widest table, and the TABLE_MAP is counted on its own. */
    private static final int OVERHEAD = 2048;

    private final int mostBytes;

    /** @param mostBytes how large a piece should be; one row makes a piece of its own size */
    InverseRows(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Pieces that undo the event, in the order in which they are to be executed. */
    List<byte[]> inverse(RowsEvent event) {
        RowsEvent.Kind kind =
                switch (event.kind()) {
                    case INSERT -> RowsEvent.Kind.DELETE;
                    case UPDATE -> RowsEvent.Kind.UPDATE;
                    case DELETE -> RowsEvent.Kind.INSERT;
                };
        List<RowImage> images = new ArrayList<>(event.images());
        Collections.reverse(images); // swaps before and after too
        return pieces(event, kind, event.after(), event.before(), images);
    }

    /** Pieces that do what the event did. */
    List<byte[]> again(RowsEvent event) {
        return pieces(event, event.kind(), event.before(), event.after(), event.images());
    }

    /** Pieces that write rows over themselves: nothing changes where a row is what its image says. */
    List<byte[]> touch(RowsEvent event, List<RowImage> images, BitSet present) {
        List<RowImage> doubled = new ArrayList<>(images.size() * 2);
        for (RowImage image : images) {
            doubled.add(image);
            doubled.add(image);
        }
        return pieces(event, RowsEvent.Kind.UPDATE, present, present, doubled);
    }

    private List<byte[]> pieces(
            RowsEvent event, RowsEvent.Kind kind, BitSet first, BitSet second, List<RowImage> images) {
        int step = kind == RowsEvent.Kind.UPDATE ? 2 : 1;
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < images.size()) {
            int to = from;
            long bytes = 0;
            do {
                for (int i = 0; i < step; i++) {
                    bytes += images.get(to++).length();
                }
            } while (to < images.size() && bytes < mostBytes);
            pieces.add(piece(event, kind, first, second, images.subList(from, to), bytes));
            from = to;
        }
        return pieces;
    }

    private static byte[] piece(
            RowsEvent event, RowsEvent.Kind kind, BitSet first, BitSet second, List<RowImage> images, long bytes) {
        TableMap map = event.map();
        int width = map.columns();
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(Integer.MAX_VALUE - 8, bytes + OVERHEAD));
        boolean isSecond = event.type() >= FIRST_V2;
        ByteBuffer head = ByteBuffer.allocate(EventFrame.HEADER + 10 + 9).order(ByteOrder.LITTLE_ENDIAN);
        head.put(event.header());
        head.put(4, (byte) ((isSecond ? FIRST_V2 : FIRST_V1) + kind.offset()));
        head.putInt((int) map.id()).putShort((short) (map.id() >>> 32));
        head.putShort((short) ((event.flags() & ~RELAXED_UNIQUE) | STATEMENT_END));
        if (isSecond) {
            head.putShort((short) 2);
        }
        putPacked(head, width);
        out.write(head.array(), 0, head.position());
        writeBits(out, first, width);
        if (kind == RowsEvent.Kind.UPDATE) {
            writeBits(out, second, width);
        }
        for (RowImage image : images) {
            byte[] row = image.bytes();
            out.write(row, 0, row.length);
        }
        byte[] rows = out.toByteArray();
        ByteBuffer.wrap(rows)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(9, rows.length)
                .putInt(13, 0);
        byte[] table = map.event();
        ByteBuffer both = ByteBuffer.allocate(table.length + rows.length);
        return both.put(table).put(rows).array();
    }

    private static void putPacked(ByteBuffer head, int number) {
        if (number <= 250) {
            head.put((byte) number);
        } else {
            head.put((byte) 252).putShort((short) number);
        }
    }

    private static void writeBits(ByteArrayOutputStream out, BitSet bits, int width) {
        byte[] set = new byte[(width + 7) / 8];
        byte[] some = bits.toByteArray();
        System.arraycopy(some, 0, set, 0, some.length);
        out.write(set, 0, set.length);
    }
}
