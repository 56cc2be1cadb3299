package io.masterha.binlog.rows;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Events without checksum and without compression: what MySQL packed into a TRANSACTION_PAYLOAD, and what MariaDB
 * compressed one by one (log_bin_compress).
 *
 * <p>Sources: MySQL {@code codecs/binary.cpp} (fields of type, length, value; a field of type 0 ends them); MariaDB
 * {@code log_event.cc} (binlog_buf_uncompress: a byte of algorithm and of the length's length, the length big endian, zlib).
 */
final class PlainEvents {
    /** Larger ones are not unpacked: they would not fit into memory. */
    static final int MOST_BYTES = 1 << 29;

    private static final int LENGTH_AT = 9;
    private static final int TYPE_AT = 4;
    private static final int FIELD_END = 0;
    private static final int FIELD_COMPRESSION = 2;
    private static final int FIELD_SIZE = 3;
    private static final int ZSTD = 0;
    private static final int NOT_COMPRESSED = 255;
    private static final int FIRST_COMPRESSED_ROWS = 166;
    private static final int FIRST_COMPRESSED_ROWS_V2 = 169;
    private static final int QUERY_FIXED = 13;

    private PlainEvents() {}

    /**
     * What the frame holds: one event, or the many of a payload.
     *
     * @throws IllegalArgumentException if it cannot be unpacked
     */
    static List<byte[]> of(EventFrame frame) {
        if (frame.length() > MOST_BYTES) {
            throw new IllegalArgumentException("an event of " + frame.length() + " bytes");
        }
        byte[] all = frame.bytes();
        byte[] event = Arrays.copyOf(all, all.length - frame.checksum().bytes());
        setLength(event);
        if (frame.type() == EventType.TRANSACTION_PAYLOAD) {
            return split(payload(event));
        }
        return List.of(plain(event));
    }

    private static byte[] plain(byte[] event) {
        int type = event[TYPE_AT] & 0xFF;
        if (type == EventType.MARIADB_QUERY_COMPRESSED) {
            ByteBuffer head = buffer(event);
            int at = EventFrame.HEADER
                    + QUERY_FIXED
                    + (head.getShort(EventFrame.HEADER + 11) & 0xFFFF)
                    + (head.get(EventFrame.HEADER + 8) & 0xFF)
                    + 1;
            return inflated(event, at, EventType.QUERY);
        }
        if (type >= FIRST_COMPRESSED_ROWS && type <= EventType.MARIADB_LAST) {
            boolean second = type >= FIRST_COMPRESSED_ROWS_V2;
            int kind = type - (second ? FIRST_COMPRESSED_ROWS_V2 : FIRST_COMPRESSED_ROWS);
            ByteBuffer body = buffer(event).position(EventFrame.HEADER + TableMap.idBytes() + 2);
            if (second) {
                Packed.slice(body, (body.getShort() & 0xFFFF) - 2);
            }
            int width = Packed.count(body);
            Packed.slice(body, (width + 7) / 8 * (kind == 1 ? 2 : 1));
            return inflated(event, body.position(), (second ? 30 : 23) + kind);
        }
        return event;
    }

    private static byte[] inflated(byte[] event, int at, int type) {
        ByteBuffer head = ByteBuffer.wrap(event).position(at);
        int first = head.get() & 0xFF;
        if ((first & 0x70) != 0) {
            throw new IllegalArgumentException("compressed by an unknown algorithm");
        }
        long size = 0;
        for (int i = first & 0x07; i > 0; i--) {
            size = (size << 8) | (head.get() & 0xFF);
        }
        if (size > MOST_BYTES) {
            throw new IllegalArgumentException(size + " bytes when unpacked");
        }
        byte[] plain = Arrays.copyOf(event, at + (int) size);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(event, head.position(), head.remaining());
            int done = 0;
            while (done < size && !inflater.finished()) {
                int count = inflater.inflate(plain, at + done, (int) size - done);
                if (count == 0) {
                    break;
                }
                done += count;
            }
            if (done != size) {
                throw new IllegalArgumentException("unpacks to " + done + " bytes instead of " + size);
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("cannot be unpacked: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
        plain[TYPE_AT] = (byte) type;
        setLength(plain);
        return plain;
    }

    private static byte[] payload(byte[] event) {
        ByteBuffer body = buffer(event).position(EventFrame.HEADER);
        long compression = NOT_COMPRESSED;
        long size = -1;
        for (long field = Packed.number(body); field != FIELD_END; field = Packed.number(body)) {
            ByteBuffer value = Packed.slice(body, Packed.count(body));
            if (field == FIELD_COMPRESSION) {
                compression = Packed.number(value);
            } else if (field == FIELD_SIZE) {
                size = Packed.number(value);
            }
        }
        if (compression == NOT_COMPRESSED) {
            return Arrays.copyOfRange(event, body.position(), event.length);
        }
        if (compression != ZSTD || size < 0 || size > MOST_BYTES) {
            throw new IllegalArgumentException("a payload of " + size + " bytes, compression " + compression);
        }
        byte[] plain = new byte[(int) size];
        try {
            int count =
                    new ZstdDecompressor().decompress(event, body.position(), body.remaining(), plain, 0, plain.length);
            if (count != plain.length) {
                throw new IllegalArgumentException("a payload unpacks to " + count + " bytes instead of " + size);
            }
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("a payload cannot be unpacked: " + e.getMessage(), e);
        }
        return plain;
    }

    private static List<byte[]> split(byte[] events) {
        List<byte[]> all = new ArrayList<>();
        ByteBuffer buffer = buffer(events);
        for (int at = 0; at < events.length; ) {
            int length = buffer.getInt(at + LENGTH_AT);
            if (length < EventFrame.HEADER || length > events.length - at) {
                throw new IllegalArgumentException("an event of " + length + " bytes inside a payload");
            }
            all.add(Arrays.copyOfRange(events, at, at + length));
            at += length;
        }
        return all;
    }

    private static void setLength(byte[] event) {
        buffer(event).putInt(LENGTH_AT, event.length);
    }

    private static ByteBuffer buffer(byte[] event) {
        return ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
    }
}
