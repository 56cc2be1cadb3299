package io.masterha.binlog.frame;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Has the disk write a long file while the rest of it still comes, on a thread of its own: else all of it waits in memory
 * until the sync at the end, which then takes as long as the disk needs.
 *
 * <p>Only a beginning: whoever needs the file durable syncs it in the end. What goes wrong here must be asked for, because
 * the system tells an error of the disk only once.
 */
final class SideSync implements Closeable {
    private static final long EVERY_BYTES = 64 << 20;

    private final FileChannel channel;
    private long begun;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private volatile Optional<IOException> failure = Optional.empty();
    private Optional<ExecutorService> thread = Optional.empty();

    SideSync(FileChannel channel) {
        this.channel = channel;
    }

    /** So many bytes are written. */
    void reached(long position) {
        if (position - begun >= EVERY_BYTES && running.isDone()) {
            begun = position;
            ExecutorService executor = thread.orElseGet(SideSync::start);
            thread = Optional.of(executor);
            running = CompletableFuture.runAsync(this::sync, executor);
        }
    }

    /**
     * Waits until none runs; a sync has no end before the disk's.
     *
     * @throws IOException if one of them failed
     */
    void end() throws IOException {
        close();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** The same, when nobody wants to know. */
    @Override
    public void close() {
        thread.ifPresent(ExecutorService::shutdown);
        running.join();
    }

    private void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    private static ExecutorService start() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "sync");
            thread.setDaemon(true);
            return thread;
        });
    }
}
