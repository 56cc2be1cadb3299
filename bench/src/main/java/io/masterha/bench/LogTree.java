package io.masterha.bench;

import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A directory of large binary logs and the relay logs that a replica would have received from them: the transactions of a
 * fixture of a real server, again and again, at right positions. Of 5.6, because the library cannot skip the compressed
 * transactions of later ones.
 *
 * @param files how many files of each kind there are
 */
record LogTree(Path root, int files, long bytesEach) {
    private static final Path LOGS = Path.of("binlog/src/test/resources/logs/mysql56-gtid");
    private static final int END_POSITION_AT = 13;
    private static final int BODY_AT = 19;
    private static final int NAME_AT = BODY_AT + 8;
    private static final int CHECKSUM = 4;
    private static final int LENGTH_AT = 9;
    private static final int ROWS = 30;
    private static final long MOST_LARGE = 1_000_000_000;
    /** What may not stand in the middle, and LOAD DATA, for each of which mysqlbinlog would write a file. */
    private static final Set<Integer> LEFT_OUT = Set.of(
            EventType.FORMAT_DESCRIPTION,
            EventType.PREVIOUS_GTIDS,
            EventType.ROTATE,
            EventType.BEGIN_LOAD_QUERY,
            EventType.APPEND_BLOCK,
            EventType.EXECUTE_LOAD_QUERY);

    Path source() {
        return root.resolve("source");
    }

    Path sourceFile(int n) {
        return source().resolve(sourceName(n));
    }

    Path relayIndex() {
        return root.resolve("relay/relay-bin.index");
    }

    static String sourceName(int n) {
        return "mysql-bin.%06d".formatted(n);
    }

    /** Makes the files. */
    static LogTree make(Path root, int files, long bytesEach) throws IOException {
        LogTree tree = new LogTree(root, files, bytesEach);
        Files.createDirectories(tree.source());
        Files.createDirectories(tree.relayIndex().getParent());
        List<byte[]> source = events(LOGS.resolve("source/mysql-bin.000001"));
        List<byte[]> relay = events(LOGS.resolve("relay/relay-bin.000002"));
        StringBuilder sourceIndex = new StringBuilder();
        StringBuilder relayIndex = new StringBuilder();
        for (int n = 1; n <= files; n++) {
            tree.write(n, source, relay);
            sourceIndex.append("./").append(sourceName(n)).append('\n');
            relayIndex.append(tree.relayFile(n)).append('\n');
        }
        Files.writeString(tree.source().resolve("mysql-bin.index"), sourceIndex);
        Files.writeString(tree.relayIndex(), relayIndex);
        return tree;
    }

    /** A log of a few transactions, in one of which is an event of so many bytes, at most 1 GB. */
    Path withLargeEvent(long bytes) throws IOException {
        Path file = root.resolve("large").resolve(sourceName(1));
        Files.createDirectories(file.getParent());
        List<byte[]> events = events(LOGS.resolve("source/mysql-bin.000001"));
        boolean made = false;
        try (Out out = new Out(file)) {
            for (byte[] event : events) {
                boolean isRows = event[4] == ROWS;
                if (isRows && !made) {
                    made = true;
                    out.writeLarge(event, Math.min(bytes, MOST_LARGE));
                } else if (event == events.get(0) || event == events.get(1)) {
                    out.write(event);
                } else if (!LEFT_OUT.contains((int) event[4])) {
                    out.write(moved(event, out.position));
                }
            }
        }
        return file;
    }

    private Path relayFile(int n) {
        return root.resolve("relay").resolve("relay-bin.%06d".formatted(n));
    }

    private static List<byte[]> events(Path file) {
        List<byte[]> events = new ArrayList<>();
        try (LogReader reader = LogReader.open(file)) {
            while (reader.next()) {
                events.add(reader.frame().bytes());
            }
        }
        return events;
    }

    private void write(int n, List<byte[]> events, List<byte[]> relayEvents) throws IOException {
        List<byte[]> body =
                events.stream().filter(e -> !LEFT_OUT.contains((int) e[4])).toList();
        byte[] rotate = events.get(events.size() - 1);
        try (Out source = new Out(sourceFile(n));
                Out relay = new Out(relayFile(n))) {
            source.write(events.get(0));
            source.write(events.get(1));
            relay.write(relayEvents.get(0));
            relay.write(relayEvents.get(1));
            relay.write(rotation(relayEvents.get(2), sourceName(n), 0));
            relay.write(relayEvents.get(3));
            for (int i = 0; source.position < bytesEach || i % body.size() != 0; i++) {
                byte[] event = moved(body.get(i % body.size()), source.position);
                source.write(event);
                relay.write(event);
            }
            if (n < files) {
                byte[] next = rotation(rotate, sourceName(n + 1), source.position + rotate.length);
                source.write(next);
                relay.write(next);
                byte[] own = relayEvents.get(relayEvents.size() - 1);
                relay.write(rotation(own, "relay-bin.%06d".formatted(n + 1), relay.position + own.length));
            }
        }
    }

    private static byte[] rotation(byte[] like, String name, long end) {
        byte[] event = like.clone();
        ByteBuffer buffer = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(BODY_AT, LogReader.FIRST_EVENT);
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, event, NAME_AT, text.length);
        return sealed(event, end);
    }

    private static byte[] moved(byte[] event, long offset) {
        return sealed(event.clone(), offset + event.length);
    }

    private static byte[] sealed(byte[] event, long end) {
        ByteBuffer buffer = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(END_POSITION_AT, (int) end);
        CRC32 crc = new CRC32();
        crc.update(event, 0, event.length - CHECKSUM);
        buffer.putInt(event.length - CHECKSUM, (int) crc.getValue());
        return event;
    }

    /** A log that is being written. */
    private static final class Out implements AutoCloseable {
        private final OutputStream stream;
        private long position = LogReader.FIRST_EVENT;

        Out(Path file) throws IOException {
            stream = new java.io.BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
            stream.write(new byte[] {(byte) 0xfe, 'b', 'i', 'n'});
        }

        void write(byte[] event) throws IOException {
            stream.write(event);
            position += event.length;
        }

        /** Makes an event longer, with zeros behind its body. */
        void writeLarge(byte[] event, long length) throws IOException {
            byte[] head = java.util.Arrays.copyOf(event, event.length - CHECKSUM);
            ByteBuffer.wrap(head)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(LENGTH_AT, (int) length)
                    .putInt(END_POSITION_AT, (int) (position + length));
            CRC32 crc = new CRC32();
            crc.update(head);
            stream.write(head);
            byte[] zeros = new byte[1 << 20];
            for (long left = length - CHECKSUM - head.length; left > 0; ) {
                int part = (int) Math.min(left, zeros.length);
                crc.update(zeros, 0, part);
                stream.write(zeros, 0, part);
                left -= part;
            }
            stream.write(ByteBuffer.allocate(CHECKSUM)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) crc.getValue())
                    .array());
            position += length;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
