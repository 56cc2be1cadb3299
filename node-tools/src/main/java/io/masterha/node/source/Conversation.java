package io.masterha.node.source;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.frame.Checksum;
import java.io.IOException;

/** One connection of a receiver, from the greeting to its end. */
final class Conversation {
    private static final int COM_QUIT = 0x01;
    private static final int COM_INIT_DB = 0x02;
    private static final int COM_QUERY = 0x03;
    private static final int COM_PING = 0x0E;
    private static final int COM_BINLOG_DUMP = 0x12;
    private static final int COM_REGISTER_REPLICA = 0x15;
    private static final int COM_BINLOG_DUMP_GTID = 0x1E;
    private static final int UNKNOWN_COMMAND = 1047;
    private static final int FATAL_WHILE_READING = 1236;

    private final PacketChannel channel;
    private final SourceIdentity identity;
    private final VirtualBinlog binlog;
    private final BinlogPosition gtidStart;
    private final Prelude prelude;
    private final CommitWindow window;
    private final Checksum checksum;
    private final QueryAnswers answers;

    /**
     * @param gtidStart from where on to send to a replica that asks by GTID; it skips what it has executed
     * @param prelude for an applier that begins there by position
     */
    Conversation(
            PacketChannel channel,
            SourceIdentity identity,
            VirtualBinlog binlog,
            BinlogPosition gtidStart,
            Prelude prelude,
            CommitWindow window,
            Checksum checksum) {
        this.channel = channel;
        this.identity = identity;
        this.binlog = binlog;
        this.gtidStart = gtidStart;
        this.prelude = prelude;
        this.window = window;
        this.checksum = checksum;
        this.answers = new QueryAnswers(channel, identity, checksum);
    }

    /** Talks until the client leaves. A problem with the log is told to the client, then thrown. */
    void run(long connectionId) throws IOException {
        if (!new Handshake(channel, identity).run(connectionId)) {
            return;
        }
        while (true) {
            channel.beginCommand();
            PayloadReader command = new PayloadReader(channel.read());
            int code = (int) command.number(1);
            switch (code) {
                case COM_QUIT -> {
                    return;
                }
                case COM_QUERY -> answers.answer(command.rest());
                case COM_PING, COM_INIT_DB, COM_REGISTER_REPLICA -> {
                    channel.write(Answers.ok());
                    channel.flush();
                }
                case COM_BINLOG_DUMP -> {
                    long offset = command.number(4);
                    command.number(2);
                    command.number(4);
                    BinlogPosition from = widen(new BinlogPosition(command.rest(), offset));
                    boolean begins = !prelude.isEmpty() && from.equals(gtidStart);
                    stream(from, begins ? stream -> stream.send(from, prelude) : stream -> stream.send(from));
                    return;
                }
                case COM_BINLOG_DUMP_GTID -> {
                    // Its set is not looked at: the applier itself skips the transactions that it has executed.
                    stream(gtidStart, stream -> stream.sendFromFileStart(gtidStart));
                    return;
                }
                default -> {
                    channel.write(Answers.error(UNKNOWN_COMMAND, "08S01", "Unknown command"));
                    channel.flush();
                }
            }
        }
    }

    private interface Sending {
        void by(EventStream stream) throws IOException;
    }

    private void stream(BinlogPosition from, Sending sending) throws IOException {
        try {
            if (from.isBefore(binlog.start())) {
                throw Problem.of(SourceError.BEFORE_START, "the replica asks for " + from)
                        .why("the saved logs begin at " + binlog.start());
            }
            sending.by(
                    new EventStream(channel, binlog, identity.serverId(), window, checksum, answers.heartbeatMillis()));
        } catch (Problem e) {
            channel.write(Answers.error(FATAL_WHILE_READING, "HY000", e.sentence()));
            channel.flush();
            throw e;
        }
    }

    /** The request has 32 bits for the offset; in the first file of the log the missing ones are known. */
    private BinlogPosition widen(BinlogPosition asked) {
        BinlogPosition start = binlog.start();
        long offset = asked.offset();
        while (asked.file().equals(start.file()) && offset < start.offset()) {
            offset += 1L << 32;
        }
        return new BinlogPosition(asked.file(), offset);
    }
}
