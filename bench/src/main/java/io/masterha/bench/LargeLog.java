package io.masterha.bench;

import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogOutput;
import io.masterha.binlog.frame.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Makes a binary log of 1 GB: the transactions of a fixture of a real server, again and again, at right positions. One
 * of 5.6, because the library cannot skip the compressed transactions of later ones.
 */
final class LargeLog {
    private static final long BYTES = 1_000_000_000L;
    private static final int END_POSITION_AT = 13;
    private static final int CHECKSUM = 4;

    /** What may not stand in the middle, and LOAD DATA, for each of which mysqlbinlog would write a file. */
    private static final Set<Integer> LEFT_OUT =
            Set.of(EventType.ROTATE, EventType.BEGIN_LOAD_QUERY, EventType.APPEND_BLOCK, EventType.EXECUTE_LOAD_QUERY);

    private LargeLog() {}

    static Path make() throws IOException {
        Path fixture = Path.of("../binlog/src/test/resources/logs/mysql56-gtid/source/mysql-bin.000001");
        Path file = Files.createTempDirectory("masterha-bench-").resolve("mysql-bin.000001");
        byte[] all = Files.readAllBytes(fixture);
        try (LogReader reader = LogReader.open(fixture);
                LogOutput out = LogOutput.create(file)) {
            reader.next();
            reader.next();
            int body = (int) (reader.offset() + reader.length());
            out.write(ByteBuffer.wrap(all, 0, body));
            while (out.position() < BYTES) {
                reader.seek(body);
                while (reader.next()) {
                    if (!LEFT_OUT.contains(reader.type())) {
                        out.write(moved(reader.frame().bytes(), out.position()));
                    }
                }
            }
            out.commit();
        }
        return file;
    }

    private static ByteBuffer moved(byte[] event, long offset) {
        ByteBuffer buffer = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(END_POSITION_AT, (int) (offset + event.length));
        CRC32 crc = new CRC32();
        crc.update(event, 0, event.length - CHECKSUM);
        buffer.putInt(event.length - CHECKSUM, (int) crc.getValue());
        return buffer;
    }
}
