package io.masterha.it.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** A server of the MySQL protocol without a database behind it: a source or a replica, until it is killed. */
public final class FakeServer {
    private final FakeServers all;
    private volatile ServerSocketChannel listener;
    private final int port;
    private final FakeRows rows;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean alive = true;

    FakeServer(FakeServers all, Optional<FakeServer> source) {
        this.all = all;
        this.listener = listen(0);
        this.port = listener.socket().getLocalPort();
        this.rows = new FakeRows(port, source.map(FakeServer::port));
        all.listen(listener, this);
    }

    private static ServerSocketChannel listen(int port) {
        try {
            ServerSocketChannel opened = ServerSocketChannel.open();
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            opened.configureBlocking(false);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public boolean isAlive() {
        return alive;
    }

    /** How many clients it has now. */
    public int connections() {
        return clients.size();
    }

    Optional<SSLContext> encryption() {
        return all.encryption();
    }

    FakeRows rows() {
        return rows;
    }

    void accepted() throws IOException {
        SocketChannel client = listener.accept();
        if (client == null) {
            return;
        }
        clients.add(client);
        client.configureBlocking(false);
        all.serve(client, new FakeSession(this, client));
    }

    void left(SocketChannel client) {
        clients.remove(client);
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a killed process: the port is closed, and so are all connections, at once. */
    public void kill() {
        alive = false;
        try {
            listener.close();
            for (SocketChannel client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.wake();
    }

    /** Started again after {@link #kill}, on the same port. */
    public void revive() {
        listener = listen(port);
        alive = true;
        all.listen(listener, this);
    }
}
