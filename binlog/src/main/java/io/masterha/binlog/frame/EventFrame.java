package io.masterha.binlog.frame;

import java.nio.ByteBuffer;

/**
 * One event of a log: where it stands, what its header says, and its bytes on demand.
 *
 * <p>The bytes are read from the file when they are asked for, so an event of 1 GiB costs no memory. A frame can be
 * read as long as its {@link LogReader} is open.
 */
public final class EventFrame {
    /** Length of the header of every event of version 4. */
    public static final int HEADER = 19;

    public static final int FLAG_IN_USE = 0x01;
    public static final int FLAG_ARTIFICIAL = 0x20;
    /** Written by the replica itself: says nothing about the source. */
    public static final int FLAG_RELAY_LOG = 0x40;

    /** What a kept event may have at most: one with a GTID has less than 200 bytes. */
    private static final int MOST_KEPT = 4096;

    private final Bytes bytes;
    private final Checksum checksum;
    private final long offset;
    private final long length;
    private final long endPosition;
    private final long timestamp;
    private final long serverId;
    private final int type;
    private final int flags;

    EventFrame(
            Bytes bytes,
            Checksum checksum,
            long offset,
            long length,
            long endPosition,
            long timestamp,
            long serverId,
            int type,
            int flags) {
        this.bytes = bytes;
        this.checksum = checksum;
        this.offset = offset;
        this.length = length;
        this.endPosition = endPosition;
        this.timestamp = timestamp;
        this.serverId = serverId;
        this.type = type;
        this.flags = flags;
    }

    /** Where the bytes of a file come from. */
    @FunctionalInterface
    interface Bytes {
        /** Fills {@code into} completely. */
        void read(long from, ByteBuffer into);
    }

    /** The same event with its bytes in memory, readable when its file is closed; only for events that are known to be small. */
    public EventFrame kept() {
        byte[] all = new byte[(int) Math.min(MOST_KEPT, length)];
        read(0, ByteBuffer.wrap(all));
        Bytes memory = (from, into) -> into.put(all, (int) (from - offset), into.remaining());
        return new EventFrame(memory, checksum, offset, length, endPosition, timestamp, serverId, type, flags);
    }

    /** Where the event begins in the file that is being read. */
    public long offset() {
        return offset;
    }

    /** Where it ends in the file that is being read. */
    public long end() {
        return offset + length;
    }

    /** Header, body and checksum, in bytes. */
    public long length() {
        return length;
    }

    /**
     * The header's {@code end_log_pos} widened to 64 bit: where the event ends in the file of the server that first
     * wrote it. 0 if the header says nothing: on artificial events, and in MariaDB 11.8 on all events inside a
     * transaction but its first and last.
     */
    public long endPosition() {
        return endPosition;
    }

    /** Seconds since 1970 when the statement began on the server that first ran it; 0 for artificial events. */
    public long timestampSeconds() {
        return timestamp;
    }

    public long serverId() {
        return serverId;
    }

    /** The raw number, see {@link EventType}. */
    public int type() {
        return type;
    }

    public int flags() {
        return flags;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Which checksum stands behind the body. A format description always carries one, whatever it announces. */
    public Checksum checksum() {
        return checksum;
    }

    /** Length without header and checksum. */
    public long bodyLength() {
        return length - HEADER - checksum.bytes();
    }

    /**
     * Reads raw bytes of the event, header and checksum included.
     *
     * @param at first byte, counted from the start of the event
     * @param into filled from its position up to its limit or the end of the event
     * @return how many bytes were read; 0 at the end of the event
     */
    public int read(long at, ByteBuffer into) {
        int wanted = (int) Math.min(into.remaining(), length - at);
        if (wanted <= 0) {
            return 0;
        }
        int limit = into.limit();
        into.limit(into.position() + wanted);
        bytes.read(offset + at, into);
        into.limit(limit);
        return wanted;
    }

    /** The first bytes of the body, at most so many as there are. */
    public byte[] head(int most) {
        byte[] head = new byte[(int) Math.max(0, Math.min(most, bodyLength()))];
        read(HEADER, ByteBuffer.wrap(head));
        return head;
    }

    /** The whole event; only for events that are known to be small. */
    public byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(length)];
        read(0, ByteBuffer.wrap(all));
        return all;
    }

    @Override
    public String toString() {
        return EventType.nameOf(type) + " at " + offset + ", " + length + " bytes";
    }
}
