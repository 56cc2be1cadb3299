package io.masterha.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A port of this machine that passes everything on, as late as it is told, or takes it and passes nothing on. */
final class SlowProxy implements AutoCloseable {
    private record Piece(ByteArrayInputStream bytes, long dueNanos) {}

    private static final ByteArrayInputStream END = new ByteArrayInputStream(new byte[0]);
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean swallows;

    private SlowProxy(ServerSocket server) {
        this.server = server;
    }

    static SlowProxy open() throws IOException {
        SlowProxy proxy = new SlowProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    void leadsTo(String address, int port) {
        target = new InetSocketAddress(address, port);
    }

    /** From now on every byte is so late, in each direction. */
    void delays(Duration by) {
        delay = by;
    }

    /** From now on connections are open, and nothing that is sent arrives. */
    void becomesHalfOpen() {
        swallows = true;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket behind = new Socket();
                behind.connect(target, 5000);
                open.add(client);
                open.add(behind);
                pass(client, behind);
                pass(behind, client);
            } catch (IOException ended) {
                // The next connection, or the end.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        daemon(() -> read(from, pieces));
        daemon(() -> write(to, pieces));
    }

    private void read(Socket from, BlockingQueue<Piece> pieces) {
        byte[] room = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(room); count >= 0; count = in.read(room)) {
                pieces.add(new Piece(
                        new ByteArrayInputStream(Arrays.copyOf(room, count)), System.nanoTime() + delay.toNanos()));
            }
        } catch (IOException ended) {
            // As an end.
        }
        pieces.add(new Piece(END, System.nanoTime()));
    }

    private void write(Socket to, BlockingQueue<Piece> pieces) {
        try (to) {
            OutputStream out = to.getOutputStream();
            for (Piece piece = pieces.take(); piece.bytes.available() > 0; piece = pieces.take()) {
                long early = piece.dueNanos - System.nanoTime();
                if (early > 0) {
                    Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
                }
                if (!swallows) {
                    piece.bytes.transferTo(out);
                    out.flush();
                }
            }
        } catch (IOException ended) {
            // The other side has ended it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "slow-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
