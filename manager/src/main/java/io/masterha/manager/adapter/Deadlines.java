package io.masterha.manager.adapter;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off calls that take too long, by closing what they wait on.
 *
 * <p>Read timeouts alone do not hold a limit: a peer that sends one byte now and then is waited for without end. One
 * daemon thread serves all calls; the cutting action must not block.
 */
public final class Deadlines implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /** One call under a deadline; closing it disarms the deadline. */
    public static final class Armed implements AutoCloseable {
        private final Future<?> task;
        private volatile boolean fired;

        private Armed(ScheduledExecutorService timer, Duration limit, Runnable cut) {
            task = timer.schedule(
                    () -> {
                        fired = true;
                        cut.run();
                    },
                    Math.max(1, limit.toMillis()),
                    TimeUnit.MILLISECONDS);
        }

        /** Whether the limit passed and the call was cut off. */
        public boolean hasFired() {
            return fired;
        }

        @Override
        public void close() {
            task.cancel(false);
        }
    }

    /** Runs {@code cut} when the limit passes before the result is closed. */
    public Armed arm(Duration limit, Runnable cut) {
        return new Armed(timer, limit, cut);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
