package io.masterha.node.source;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Makes the events that stand in no file: where the stream goes on, and signs of life. */
final class ArtificialEvents {
    private final long serverId;

    ArtificialEvents(long serverId) {
        this.serverId = serverId;
    }

    /** Tells the replica in which file and where the next event stands. */
    byte[] rotate(BinlogPosition to, Checksum checksum) {
        byte[] body = new Payload().number(to.offset(), 8).text(to.file()).bytes();
        return event(EventType.ROTATE, 0, EventFrame.FLAG_ARTIFICIAL, body, checksum);
    }

    /** Says that nothing new has come; must name the very position that the replica believes it has read. */
    byte[] heartbeat(BinlogPosition at, Checksum checksum) {
        byte[] body = new Payload().text(at.file()).bytes();
        return event(EventType.HEARTBEAT, at.offset(), 0, body, checksum);
    }

    /**
     * A statement that stands in no file.
     *
     * @param at where the applier believes to be afterwards
     */
    byte[] query(String sql, BinlogPosition at, Checksum checksum) {
        // Thread 0, 0 s, no database, no error, no status variables.
        byte[] body = new Payload()
                .number(0, 4)
                .number(0, 4)
                .number(0, 1)
                .number(0, 2)
                .number(0, 2)
                .number(0, 1)
                .text(sql)
                .bytes();
        return event(EventType.QUERY, at.offset(), 0, body, checksum);
    }

    private byte[] event(int type, long endPosition, int flags, byte[] body, Checksum checksum) {
        int length = EventFrame.HEADER + body.length + checksum.bytes();
        ByteBuffer event = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        event.putInt(0)
                .put((byte) type)
                .putInt((int) serverId)
                .putInt(length)
                .putInt((int) endPosition)
                .putShort((short) flags)
                .put(body);
        if (checksum == Checksum.CRC32) {
            CRC32 crc = new CRC32();
            crc.update(event.array(), 0, event.position());
            event.putInt((int) crc.getValue());
        }
        return event.array();
    }
}
