package io.masterha.node.source;

import io.masterha.binlog.frame.EventFrame;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Reads and writes the packets of the client/server protocol: a length of 3 bytes, a sequence number, and the bytes.
 *
 * <p>What is longer than 16 MiB - 1 goes as several packets, the last of them shorter than that and perhaps empty
 * (manual of the protocol, "Packets"). Events are written from their file in parts, so one of 1 GiB costs no memory.
 */
final class PacketChannel implements Closeable {
    private static final int MAX_PACKET = 0xFFFFFF;
    private static final int BUFFER_BYTES = 256 << 10;
    /** What a client may send us: the longest is a GTID set in COM_BINLOG_DUMP_GTID. */
    private static final int MAX_REQUEST = 64 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private int sequence;

    PacketChannel(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** A new command begins: sequence numbers start anew. */
    void beginCommand() {
        sequence = 0;
    }

    /** Reads one request, put together from as many packets as it takes. */
    byte[] read() throws IOException {
        byte[] whole = new byte[0];
        int length;
        do {
            byte[] header = exactly(4);
            length = (header[0] & 0xFF) | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
            sequence = (header[3] & 0xFF) + 1;
            if (whole.length + length > MAX_REQUEST) {
                throw new IOException("a request of more than " + MAX_REQUEST + " bytes");
            }
            byte[] part = exactly(length);
            byte[] joined = java.util.Arrays.copyOf(whole, whole.length + length);
            System.arraycopy(part, 0, joined, whole.length, length);
            whole = joined;
        } while (length == MAX_PACKET);
        return whole;
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the client has gone");
        }
        return bytes;
    }

    /** Writes a payload that is known to be short. */
    void write(byte[] payload) throws IOException {
        header(payload.length);
        put(payload);
    }

    /** Writes an artificial event: a 0 byte that says "no error", then the event. */
    void writeEvent(byte[] event) throws IOException {
        header(event.length + 1);
        put(new byte[] {0});
        put(event);
    }

    /** Writes an event of any length as it stands in its file. */
    void writeEvent(EventFrame frame) throws IOException {
        long left = frame.length() + 1;
        long at = 0;
        boolean isFirst = true;
        int length;
        do {
            length = (int) Math.min(left, MAX_PACKET);
            header(length);
            int bytes = length;
            if (isFirst) {
                put(new byte[] {0});
                bytes--;
                isFirst = false;
            }
            copy(frame, at, bytes);
            at += bytes;
            left -= length;
        } while (length == MAX_PACKET);
    }

    private void copy(EventFrame frame, long from, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(buffer.remaining(), count - done);
            buffer.limit(buffer.position() + part);
            int read = frame.read(from + done, buffer);
            buffer.limit(buffer.capacity());
            if (read <= 0) {
                throw new IOException("the event is shorter than its header says: " + frame);
            }
            done += read;
        }
    }

    private void header(int length) throws IOException {
        put(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) sequence++});
    }

    private void put(byte[] bytes) throws IOException {
        int done = 0;
        while (done < bytes.length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(buffer.remaining(), bytes.length - done);
            buffer.put(bytes, done, part);
            done += part;
        }
    }

    void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        out.flush();
    }

    /**
     * Waits until the client says something or leaves.
     *
     * @param millis how long, 0 for ever
     * @return true if it did, false if the time is over
     */
    boolean awaitClient(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            // During a dump a replica sends nothing: whatever comes (a byte or the end) ends the dump.
            int ignored = in.read();
            return ignored >= -1;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
