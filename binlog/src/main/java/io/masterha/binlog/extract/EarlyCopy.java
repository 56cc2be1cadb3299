package io.masterha.binlog.extract;

import io.masterha.binlog.Problem;
import io.masterha.binlog.Reading;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.LogReader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies on a thread of its own what a walk has found complete, while the walk goes on.
 *
 * <p>What is complete stays so, whatever the walk finds later: no byte is written that is to be cut off. If the walk fails,
 * nothing is left. Only a log without checksums that goes on with some cannot be copied before all is known; then nothing is.
 */
final class EarlyCopy implements Closeable {
    /** With less it is not worth while to begin. */
    static final long LEAST_BYTES = 1 << 22;

    private static final long TELL_MILLIS = 500;

    private final Optional<Path> target;
    private final long leastBytes;
    private final AtomicLong copied = new AtomicLong();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread copy = new Thread(task, "copy");
        copy.setDaemon(true);
        return copy;
    });
    private final Reading counting = new Reading() {
        @Override
        public void begin(String what, long bytes) {}

        @Override
        public void read(long bytes) {
            if (closed) {
                throw new CancellationException("nobody needs the copy any more");
            }
            copied.addAndGet(bytes);
        }
    };
    private Optional<LogWriter> writer = Optional.empty();
    private Checksum checksum = Checksum.CRC32;
    private boolean impossible;
    private volatile boolean closed;
    private List<Stretch> rest = List.of();
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    private EarlyCopy(Optional<Path> target, long leastBytes) {
        this.target = target;
        this.leastBytes = leastBytes;
    }

    /** @param leastBytes of less it takes no notice until the end */
    static EarlyCopy to(Path target, long leastBytes) {
        return new EarlyCopy(Optional.of(target), leastBytes);
    }

    /** Of a walk that only looks. */
    static EarlyCopy none() {
        return new EarlyCopy(Optional.empty(), Long.MAX_VALUE);
    }

    /** Takes what became complete, if what it took before is copied; else the next call takes it too. */
    void follow(StretchList stretches, long from) {
        if (stretches.freshBytes() < leastBytes || impossible || !running.isDone()) {
            return;
        }
        settle();
        List<Stretch> fresh = stretches.newlyMarked();
        if (!canTake(fresh)) {
            return;
        }
        LogWriter open = writer.orElseGet(() -> begin(fresh.get(0), from));
        running = CompletableFuture.runAsync(() -> fresh.forEach(stretch -> open.add(stretch, counting)), thread);
    }

    /** The walk is over: what is complete and was not taken. */
    void end(StretchList stretches) {
        if (writer.isPresent() && !impossible) {
            rest = stretches.newlyMarked();
            canTake(rest);
        }
    }

    /** Writes the rest, and makes the log durable; empty if nothing was copied early, so that all of it is to be written. */
    Optional<LogWriter.Written> finish(Reading reading) {
        if (writer.isEmpty() || impossible) {
            return Optional.empty();
        }
        await(reading);
        rest.forEach(stretch -> writer.get().add(stretch, reading));
        return Optional.of(writer.get().finish());
    }

    /** Removes what was copied, unless it is finished. */
    @Override
    public void close() {
        closed = true; // a copy that goes on ends with its next bytes
        thread.shutdown();
        try {
            running.join();
        } catch (CompletionException nobodyNeedsItAnyMore) {
            // What ended the walk is the reason.
            return;
        } finally {
            writer.ifPresent(LogWriter::close); // not before: while it is written to it starts threads
        }
    }

    private LogWriter begin(Stretch first, long from) {
        checksum = first.format().checksum();
        LogWriter open = new LogWriter(target.orElseThrow(), first.format(), checksum, from <= LogReader.FIRST_EVENT);
        writer = Optional.of(open);
        return open;
    }

    /** Events without checksums that were copied so cannot be followed by some with. */
    private boolean canTake(List<Stretch> fresh) {
        impossible = writer.isPresent()
                && checksum == Checksum.NONE
                && fresh.stream().anyMatch(stretch -> stretch.format().checksum() != Checksum.NONE);
        return !impossible && !fresh.isEmpty();
    }

    private void await(Reading reading) {
        long told = 0;
        while (!running.isDone()) {
            try {
                running.get(TELL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long now = copied.get();
                reading.read(now - told);
                told = now;
            } catch (ExecutionException e) {
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a log is copied", e);
            }
        }
        settle();
        reading.read(copied.get() - told);
    }

    /** Throws what went wrong in the copy. */
    private void settle() {
        try {
            running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw e;
        }
    }
}
