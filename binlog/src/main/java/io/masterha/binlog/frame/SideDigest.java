package io.masterha.binlog.frame;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * SHA-256 of what is being written, worked out on a thread of its own: it takes as long as the writing.
 *
 * <p>Two buffers take turns: one is filled while the other is digested. What fits into one needs no thread.
 */
final class SideDigest implements Closeable {
    private static final int CHUNK = 1 << 18;
    private final MessageDigest digest;
    private byte[] filling = new byte[0];
    private byte[] other = new byte[0];
    private int filled;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private Optional<ExecutorService> thread = Optional.empty();

    SideDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds what remains in the buffer, and leaves the buffer as it was. */
    void update(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); ) {
            if (filling.length == 0) {
                filling = new byte[CHUNK];
            }
            int part = Math.min(bytes.limit() - at, CHUNK - filled);
            bytes.get(at, filling, filled, part);
            filled += part;
            at += part;
            if (filled == CHUNK) {
                handOver();
            }
        }
    }

    /** The sum of everything so far, lower-case hexadecimal. */
    String hex() {
        running.join();
        digest.update(filling, 0, filled);
        filled = 0;
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's digests can be cloned", e);
        }
    }

    private void handOver() {
        running.join(); // pure computation over one buffer: it ends
        ExecutorService executor = thread.orElseGet(SideDigest::start);
        thread = Optional.of(executor);
        byte[] full = filling;
        running = CompletableFuture.runAsync(() -> digest.update(full), executor);
        filling = other;
        other = full;
        filled = 0;
    }

    private static ExecutorService start() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "digest");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        thread.ifPresent(ExecutorService::shutdown); // not now: whoever writes may wait for the last part
    }
}
