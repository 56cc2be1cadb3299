package io.masterha.it.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;

/** Many fake servers, served by one thread. */
public final class FakeServers implements AutoCloseable {
    private final Selector selector;
    private final Queue<Runnable> wishes = new ConcurrentLinkedQueue<>();
    private final Optional<SSLContext> encryption;
    private volatile boolean closed;

    /** @param encryption with whose certificate they speak if the client wants it */
    public FakeServers(Optional<SSLContext> encryption) {
        this.encryption = encryption;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::run, "fake servers");
        thread.setDaemon(true);
        thread.start();
    }

    public FakeServer source() {
        return new FakeServer(this, Optional.empty());
    }

    public FakeServer replicaOf(FakeServer source) {
        return new FakeServer(this, Optional.of(source));
    }

    Optional<SSLContext> encryption() {
        return encryption;
    }

    void listen(ServerSocketChannel listener, FakeServer server) {
        wishes.add(() -> register(listener, SelectionKey.OP_ACCEPT, server));
        selector.wakeup();
    }

    void serve(SocketChannel client, FakeSession session) throws ClosedChannelException {
        register(client, SelectionKey.OP_READ, session);
        session.greet();
    }

    private void register(SelectableChannel channel, int interest, Object attached) {
        try {
            channel.register(selector, interest, attached);
        } catch (ClosedChannelException e) {
            // Killed before it was heard.
        }
    }

    /** Connections that were closed by another thread are let go of. */
    void wake() {
        selector.wakeup();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(this::serve);
                for (Runnable wish = wishes.poll(); wish != null; wish = wishes.poll()) {
                    wish.run();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.attachment() instanceof FakeServer server) {
                server.accepted();
            } else if (key.attachment() instanceof FakeSession session) {
                session.read();
            }
        } catch (IOException | CancelledKeyException e) {
            key.cancel();
            if (key.attachment() instanceof FakeSession session) {
                session.end();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
