package io.masterha.binlog.frame;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.LogError;
import io.masterha.binlog.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32;

/** Copies events of any size through a small buffer, with their checksum kept, added or taken away. */
public final class EventCopier {
    private static final int CHUNK = 1 << 18;
    private static final int LENGTH_AT = 9;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32 crc = new CRC32();

    /** The bytes as they are. */
    public void copy(EventFrame event, WritableByteChannel out) {
        for (long at = 0; at < event.length(); ) {
            at += event.read(at, chunk.clear());
            write(chunk.flip(), out);
        }
    }

    /** The event with the given checksum behind it; byte for byte the same if that is the one it has. */
    public void copy(EventFrame event, Checksum wanted, WritableByteChannel out) {
        if (event.checksum() == wanted || event.type() == EventType.FORMAT_DESCRIPTION) {
            copy(event, out);
            return;
        }
        long content = event.length() - event.checksum().bytes();
        crc.reset();
        for (long at = 0; at < content; ) {
            chunk.clear().limit((int) Math.min(CHUNK, content - at));
            int count = event.read(at, chunk);
            if (at == 0) {
                chunk.putInt(LENGTH_AT, (int) (content + wanted.bytes()));
            }
            at += count;
            crc.update(chunk.flip());
            write(chunk.rewind(), out);
        }
        if (wanted == Checksum.CRC32) {
            chunk.clear().putInt((int) crc.getValue());
            write(chunk.flip(), out);
        }
    }

    private static void write(ByteBuffer bytes, WritableByteChannel out) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw Problem.of(LogError.OUTPUT_FAILED, "cannot copy an event")
                    .why(FileReason.of(e))
                    .causedBy(e);
        }
    }
}
