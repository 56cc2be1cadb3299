package io.masterha.node;

import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Writes a saved log byte by byte, as {@code save-binlogs} would: transactions of BEGIN, ROWS_QUERY and XID. */
public final class TestLog {
    public static final long SOURCE_ID = 4711;
    private static final int HEADER = 19;
    private static final int[] MAGIC = {0xfe, 'b', 'i', 'n'};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<LogPiece> pieces = new ArrayList<>();
    private final boolean checksums;
    private String file = "";
    private long from;
    private long position;
    private int pieceOffset;
    private int transactions;

    public TestLog(String serverVersion, boolean checksums) {
        this.checksums = checksums;
        for (int b : MAGIC) {
            out.write(b);
        }
        format(serverVersion);
    }

    /** The following events stand in this file of the source; the piece holds everything from this offset on. */
    public TestLog in(String name, long offset) {
        endPiece();
        file = name;
        from = offset;
        position = offset;
        pieceOffset = out.size();
        return this;
    }

    /** Bytes that the source has in its file and the saved log has not. */
    public TestLog hole(int bytes) {
        position += bytes;
        return this;
    }

    /** A transaction whose middle event is so many bytes long, header and checksum included. */
    public TestLog transaction(int eventBytes) {
        event(EventType.QUERY, query("BEGIN"));
        byte[] body = new byte[eventBytes - HEADER - (checksums ? 4 : 0)];
        for (int i = 1; i < body.length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        event(EventType.ROWS_QUERY, body);
        event(EventType.XID, new byte[] {(byte) ++transactions, 0, 0, 0, 0, 0, 0, 0});
        return this;
    }

    /** The event that opens a transaction with a logical clock: up to where it needs the earlier ones, and its number. */
    public TestLog anonymousGtid(long needs, long number) {
        ByteBuffer body = ByteBuffer.allocate(42).order(ByteOrder.LITTLE_ENDIAN);
        event(
                EventType.ANONYMOUS_GTID,
                body.put(25, (byte) 2).putLong(26, needs).putLong(34, number).array());
        return this;
    }

    /** Where the next event would begin in the source's file. */
    public long position() {
        return position;
    }

    public SavedLog save(Path path) throws IOException {
        endPiece();
        Files.write(path, out.toByteArray());
        return new SavedLog(path.toString(), out.size(), "", pieces, false, transactions, "", 0, 0, "", "", "");
    }

    private void endPiece() {
        if (!file.isEmpty()) {
            pieces.add(new LogPiece(file, from, position, pieceOffset, out.size() - pieceOffset, 0));
        }
    }

    private static byte[] query(String sql) {
        byte[] body = new byte[13 + 1 + sql.length()];
        System.arraycopy(sql.getBytes(StandardCharsets.US_ASCII), 0, body, 14, sql.length());
        return body;
    }

    private void event(int type, byte[] body) {
        int length = HEADER + body.length + (checksums ? 4 : 0);
        position += length;
        ByteBuffer event = header(type, length, position).put(body);
        write(event, checksums);
    }

    private void format(String serverVersion) {
        int length = HEADER + 2 + 50 + 4 + 1 + 42 + 1 + 4;
        ByteBuffer event = header(EventType.FORMAT_DESCRIPTION, length, 4 + length);
        event.putShort((short) 4).put(serverVersion.getBytes(StandardCharsets.US_ASCII));
        event.position(HEADER + 2 + 50);
        event.putInt(0).put((byte) HEADER);
        int lengths = event.position();
        event.put(lengths + EventType.QUERY - 1, (byte) 13);
        event.put(lengths + EventType.ROTATE - 1, (byte) 8);
        event.put(lengths + EventType.FORMAT_DESCRIPTION - 1, (byte) (2 + 50 + 4 + 1 + 42));
        event.position(lengths + 42);
        event.put((byte) (checksums ? 1 : 0));
        write(event, true);
    }

    private static ByteBuffer header(int type, int length, long end) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1_700_000_000)
                .put((byte) type)
                .putInt((int) SOURCE_ID)
                .putInt(length)
                .putInt((int) end)
                .putShort((short) 0);
    }

    private void write(ByteBuffer event, boolean withChecksum) {
        byte[] bytes = new byte[event.capacity()];
        event.get(0, bytes);
        if (withChecksum) {
            int covered = bytes.length - 4;
            CRC32 crc = new CRC32();
            crc.update(bytes, 0, covered);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(covered, (int) crc.getValue());
        }
        out.writeBytes(bytes);
    }
}
