package io.masterha.it.fake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One client of a fake server, in the protocol of MySQL 4.1 and later (MySQL Internals, "Client/Server Protocol"): any
 * login is right, encrypted if the servers have a certificate and the client wants it, text results.
 */
final class FakeSession {
    private static final int CAPABILITIES =
            0x1 | 0x4 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x10000 | 0x20000 | 0x80000 | 0x100000 | 0x200000;
    private static final int SSL = 0x800;
    private static final int SSL_REQUEST_LENGTH = 32;
    private static final byte AUTOCOMMIT = 2;
    private static final byte MORE_RESULTS = 8;
    private static final byte[] OK = {0, 0, 0, AUTOCOMMIT, 0, 0, 0};
    private static final int QUIT = 1;
    private static final int QUERY = 3;

    private final FakeServer server;
    private final SocketChannel client;
    private final ByteBuffer in = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Way way;
    private boolean loggedIn;
    private int sequence;

    FakeSession(FakeServer server, SocketChannel client) {
        this.server = server;
        this.client = client;
        this.way = new Plain(client);
    }

    /** How bytes come and go. */
    interface Way {
        /** Reads what is there. */
        void read(ByteBuffer into) throws IOException;

        void write(ByteBuffer bytes) throws IOException;
    }

    private record Plain(SocketChannel client) implements Way {
        @Override
        public void read(ByteBuffer into) throws IOException {
            if (client.read(into) < 0) {
                throw new EOFException();
            }
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            writeAll(client, bytes);
        }
    }

    /** What is written is small: the kernel takes it at once. */
    static void writeAll(SocketChannel client, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (client.write(bytes) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    void greet() {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        hello.write(10);
        hello.writeBytes((FakeRows.VERSION + "\0").getBytes(StandardCharsets.US_ASCII));
        number(hello, 1, 4);
        hello.writeBytes("12345678\0".getBytes(StandardCharsets.US_ASCII));
        number(hello, (CAPABILITIES | (server.encryption().isPresent() ? SSL : 0)) & 0xffff, 2);
        hello.write(255);
        number(hello, 2, 2);
        number(hello, CAPABILITIES >>> 16, 2);
        hello.write(21);
        hello.writeBytes(new byte[10]);
        hello.writeBytes("901234567890\0mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
        sequence = 0;
        packet(hello.toByteArray());
        flush();
    }

    void read() throws IOException {
        way.read(in);
        in.flip();
        while (in.remaining() >= 4) {
            int length = in.getInt(in.position()) & 0xffffff;
            if (in.remaining() < length + 4) {
                break;
            }
            sequence = (in.get(in.position() + 3) & 0xff) + 1;
            byte[] payload = new byte[length];
            in.position(in.position() + 4);
            in.get(payload);
            if (!loggedIn && length == SSL_REQUEST_LENGTH && server.encryption().isPresent()) {
                way = new FakeTls(server.encryption().get(), client, in);
                in.clear();
                read();
                return;
            }
            handle(payload);
        }
        in.compact();
        if (!in.hasRemaining()) {
            throw new IOException("a statement that is larger than a fake server takes");
        }
        flush();
    }

    private void handle(byte[] payload) throws IOException {
        if (!loggedIn) {
            loggedIn = true;
            packet(OK);
        } else if (payload[0] == QUIT) {
            throw new EOFException();
        } else if (payload[0] == QUERY) {
            query(new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8));
        } else {
            packet(OK);
        }
    }

    /** Statements of one message have a semicolon and a space between them. */
    private void query(String message) {
        String[] statements = message.split("; ");
        for (int i = 0; i < statements.length; i++) {
            Optional<FakeRows.Answer> answer = server.rows().answer(statements[i]);
            if (answer.isEmpty()) {
                unknown(statements[i]);
                return;
            }
            answer(answer.get(), i + 1 < statements.length ? (byte) (AUTOCOMMIT | MORE_RESULTS) : AUTOCOMMIT);
        }
    }

    private void unknown(String statement) {
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        error.write(0xff);
        number(error, 1064, 2);
        error.writeBytes(("#42000a fake server does not know: " + statement).getBytes(StandardCharsets.UTF_8));
        packet(error.toByteArray());
    }

    private void answer(FakeRows.Answer answer, byte status) {
        if (answer.columns().isEmpty()) {
            packet(new byte[] {0, 0, 0, status, 0, 0, 0});
            return;
        }
        packet(new byte[] {(byte) answer.columns().size()});
        answer.columns().forEach(this::column);
        packet(new byte[] {(byte) 0xfe, 0, 0, AUTOCOMMIT, 0});
        for (List<String> row : answer.rows()) {
            ByteArrayOutputStream values = new ByteArrayOutputStream();
            row.forEach(value -> text(values, value));
            packet(values.toByteArray());
        }
        packet(new byte[] {(byte) 0xfe, 0, 0, status, 0});
    }

    private void column(String name) {
        ByteArrayOutputStream column = new ByteArrayOutputStream();
        text(column, "def");
        text(column, "");
        text(column, "");
        text(column, "");
        text(column, name);
        text(column, name);
        column.write(12);
        number(column, 255, 2);
        number(column, 1024, 4);
        column.write(253);
        number(column, 0, 2);
        column.write(0);
        number(column, 0, 2);
        packet(column.toByteArray());
    }

    private static void text(ByteArrayOutputStream to, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 251) {
            to.write(bytes.length);
        } else {
            to.write(252);
            number(to, bytes.length, 2);
        }
        to.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream to, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            to.write(value >>> (8 * i));
        }
    }

    private void packet(byte[] payload) {
        number(out, payload.length, 3);
        out.write(sequence++);
        out.writeBytes(payload);
    }

    private void flush() {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
            out.reset();
            if (bytes.hasRemaining()) {
                way.write(bytes);
            }
        } catch (IOException broken) {
            end();
        }
    }

    void end() {
        server.left(client);
    }
}
