package io.masterha.node.source;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.extract.VirtualEvent;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.FormatDescription;
import java.io.IOException;
import java.util.Optional;

/**
 * Sends the log to one receiver from the position that it asked for, then signs of life until it leaves.
 *
 * <p>Every artificial event carries the checksum of the last format description sent, and that is the stored one's: so
 * no event needs to be rewritten, but for what a {@link CommitWindow} says.
 */
final class EventStream {
    /** Positions in headers have 32 bits; beyond, a heartbeat would name a wrong one. */
    private static final long START_OF_FILE = 4;

    private static final long MAX_HEARTBEAT_POSITION = 0xFFFFFFFFL;

    private final PacketChannel channel;
    private final VirtualBinlog binlog;
    private final ArtificialEvents events;
    private final CommitWindow window;
    private final int heartbeatMillis;
    private Checksum checksum;
    private Optional<FormatDescription> format = Optional.empty();
    private BinlogPosition readByReplica;
    private Prelude prelude = Prelude.NONE;

    EventStream(
            PacketChannel channel,
            VirtualBinlog binlog,
            long serverId,
            CommitWindow window,
            Checksum negotiated,
            int heartbeatMillis) {
        this.channel = channel;
        this.binlog = binlog;
        this.events = new ArtificialEvents(serverId);
        this.window = window;
        this.checksum = negotiated;
        this.heartbeatMillis = heartbeatMillis;
        this.readByReplica = binlog.start();
    }

    /** Sends what follows the position that the receiver named. */
    void send(BinlogPosition from) throws IOException {
        rotate(from);
        sendBehind(from);
    }

    /**
     * The same for an applier that shall first execute a statement: it belongs to the session that executes the rest.
     *
     * @param from between two transactions
     */
    void send(BinlogPosition from, Prelude first) throws IOException {
        prelude = first;
        rotate(from);
        try (VirtualCursor cursor = binlog.from(from)) {
            if (cursor.next()) {
                format(cursor.event().format(), false);
            }
        }
        channel.writeEvent(events.query(prelude.sql(), from, checksum));
        if (!prelude.behindEachRotate()) {
            // A MySQL receiver has counted the statement's length; a MariaDB one reads where an event ends. Behind a
            // ROTATE MySQL 5.6 does not know the format any more.
            rotate(from);
            format = Optional.empty();
        }
        sendBehind(from);
    }

    /**
     * Sends to a receiver that named no position but GTIDs: it may have the beginning of the first transaction already.
     *
     * <p>Begins as every source does then, with a format description that stands where it is written. From that MySQL's
     * coordinator learns that a transaction in the relay log was left unfinished, and lets its worker roll it back.
     */
    void sendFromFileStart(BinlogPosition from) throws IOException {
        rotate(new BinlogPosition(from.file(), START_OF_FILE));
        try (VirtualCursor cursor = binlog.from(from)) {
            if (cursor.next()) {
                format(cursor.event().format(), true);
            }
        }
        rotate(from);
        sendBehind(from);
    }

    private void sendBehind(BinlogPosition from) throws IOException {
        try (VirtualCursor cursor = binlog.from(from)) {
            while (cursor.next()) {
                send(cursor.event());
            }
        }
        channel.flush();
        while (!channel.awaitClient(heartbeatMillis)) {
            if (readByReplica.offset() <= MAX_HEARTBEAT_POSITION) {
                channel.writeEvent(events.heartbeat(readByReplica, checksum));
                channel.flush();
            }
        }
    }

    private void send(VirtualEvent event) throws IOException {
        if (!event.file().equals(readByReplica.file())) {
            // Not to the file's start: a MySQL receiver counts from here, and the events at the start are not sent.
            rotate(event.startPosition());
            format = Optional.empty();
        }
        boolean isNewFile = format.isEmpty();
        if (needsNewFormat(event.format())) {
            format(event.format(), false);
        }
        if (isNewFile && prelude.behindEachRotate()) {
            channel.writeEvent(events.query(prelude.sql(), event.startPosition(), checksum));
        }
        Optional<byte[]> narrowed = window.narrowed(event.frame());
        if (narrowed.isPresent()) {
            channel.writeEvent(narrowed.get());
        } else {
            channel.writeEvent(event.frame());
        }
        // MySQL adds up the lengths of the events, MariaDB reads their headers: the larger one is never too small.
        long counted = readByReplica.offset() + event.frame().length();
        readByReplica = new BinlogPosition(event.file(), Math.max(counted, event.end()));
    }

    /** Created 0: the source was not restarted here, so no temporary table goes away. */
    private void format(FormatDescription next, boolean standsAtStart) throws IOException {
        // Position 0: it stands in no file at this place.
        long end = standsAtStart ? START_OF_FILE + next.bytes().length : 0;
        channel.writeEvent(next.bytes(next.checksum(), 0, end));
        checksum = next.checksum();
        format = Optional.of(next);
    }

    /** In the middle of a file only if it must be: MariaDB takes a format description for the end of a statement. */
    private boolean needsNewFormat(FormatDescription next) {
        return format.map(sent -> sent.checksum() != next.checksum() || !sent.hasSameLayout(next))
                .orElse(true);
    }

    private void rotate(BinlogPosition to) throws IOException {
        channel.writeEvent(events.rotate(to, checksum));
        readByReplica = to;
    }
}
