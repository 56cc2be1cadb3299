package io.masterha.it.fake;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** The server's side of an encrypted connection, without a thread of its own. */
final class FakeTls implements FakeSession.Way {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final SocketChannel client;
    private final ByteBuffer came;

    /** @param first what came behind the wish for encryption */
    FakeTls(SSLContext context, SocketChannel client, ByteBuffer first) {
        this.client = client;
        engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        came = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        came.put(first);
    }

    @Override
    public void read(ByteBuffer into) throws IOException {
        if (client.read(came) < 0) {
            throw new EOFException();
        }
        came.flip();
        boolean goesOn = true;
        while (goesOn) {
            goesOn = switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    Optional.ofNullable(engine.getDelegatedTask()).ifPresent(Runnable::run);
                    yield true;
                }
                case NEED_WRAP -> {
                    write(NOTHING);
                    yield true;
                }
                default -> unwrap(into);
            };
        }
        came.compact();
    }

    /** Whether there may be more. */
    private boolean unwrap(ByteBuffer into) throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.unwrap(came, plain);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new EOFException();
        }
        into.put(plain.flip());
        return result.bytesConsumed() > 0;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        ByteBuffer wrapped = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        do {
            SSLEngineResult result = engine.wrap(bytes, wrapped.clear());
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new EOFException();
            }
            FakeSession.writeAll(client, wrapped.flip());
        } while (bytes.hasRemaining());
    }
}
