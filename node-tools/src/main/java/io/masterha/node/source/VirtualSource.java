package io.masterha.node.source;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.frame.Checksum;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A replication source on 127.0.0.1 that serves one {@link VirtualBinlog} as the failed source would have done.
 *
 * <p>It speaks as much of the protocol as a receiver needs. See {@code docs/adr} for why the replica's own threads
 * apply a diff rather than a client.
 */
public final class VirtualSource implements Closeable {
    private static final int BACKLOG = 8;

    private final SourceIdentity identity;
    private final VirtualBinlog binlog;
    private final BinlogPosition gtidStart;
    private final Prelude prelude;
    private final Checksum checksum;
    private final ServerSocket listener;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private volatile CommitWindow window = CommitWindow.OPEN;
    private volatile Optional<Problem> problem = Optional.empty();

    private VirtualSource(
            SourceIdentity identity,
            VirtualBinlog binlog,
            BinlogPosition gtidStart,
            Prelude prelude,
            Checksum checksum,
            ServerSocket listener) {
        this.identity = identity;
        this.binlog = binlog;
        this.gtidStart = gtidStart;
        this.prelude = prelude;
        this.checksum = checksum;
        this.listener = listener;
    }

    /**
     * Opens the port and serves in the background until it is closed.
     *
     * @param port 0 for any
     */
    public static VirtualSource start(SourceIdentity identity, VirtualBinlog binlog, int port) {
        return start(identity, binlog, binlog.start(), Prelude.NONE, port);
    }

    /**
     * Opens the port and serves in the background until it is closed.
     *
     * @param gtidStart where to begin for a replica that asks by GTID instead of by position
     * @param prelude for the applier to execute first, if it begins there
     * @param port 0 for any
     */
    public static VirtualSource start(
            SourceIdentity identity, VirtualBinlog binlog, BinlogPosition gtidStart, Prelude prelude, int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
            VirtualSource source =
                    new VirtualSource(identity, binlog, gtidStart, prelude, firstChecksum(binlog), listener);
            source.inBackground(source::accept, "virtual-source");
            return source;
        } catch (IOException e) {
            throw Problem.of(SourceError.PORT_NOT_OPEN, "the virtual source cannot listen on 127.0.0.1:" + port)
                    .why(String.valueOf(e.getMessage()))
                    .next("choose another port, or 0 for any")
                    .causedBy(e);
        }
    }

    /** How many workers the receiver's server has, if it hands out transactions by what they need; before it connects. */
    public void serve(long workers) {
        window = CommitWindow.of(workers);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public SourceIdentity identity() {
        return identity;
    }

    /** Why a receiver could not be served, if that happened. */
    public Optional<Problem> problem() {
        return problem;
    }

    private static Checksum firstChecksum(VirtualBinlog binlog) {
        try (VirtualCursor cursor =
                binlog.from(new BinlogPosition(binlog.start().file(), 0))) {
            return cursor.next() ? cursor.event().format().checksum() : Checksum.NONE;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                clients.add(client);
                inBackground(() -> serve(client), "virtual-source-" + connections.incrementAndGet());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    problem = Optional.of(
                            Problem.of(SourceError.PORT_NOT_OPEN, "the virtual source accepts no connection any more")
                                    .why(String.valueOf(e.getMessage()))
                                    .causedBy(e));
                }
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (PacketChannel channel = new PacketChannel(client)) {
            new Conversation(channel, identity, binlog, gtidStart, prelude, window, checksum).run(connections.get());
        } catch (Problem e) {
            problem = Optional.of(e);
        } catch (IOException e) {
            // The receiver has left or was stopped: what became of it stands in the replica's own status.
            connections.get();
        } finally {
            clients.remove(client);
        }
    }

    private void inBackground(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException e) {
            problem = Optional.of(Problem.of(SourceError.PORT_NOT_OPEN, "the virtual source's port cannot be closed")
                    .why(String.valueOf(e.getMessage()))
                    .causedBy(e));
        }
    }
}
