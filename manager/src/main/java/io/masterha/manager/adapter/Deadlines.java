package io.masterha.manager.adapter;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off calls that take too long, by closing what they wait on.
 *
 * <p>Read timeouts alone do not hold a limit: a peer that sends one byte now and then is waited for without end. Few
 * daemon threads serve all calls of the process; the cutting action must not block.
 */
public final class Deadlines {
    /** More than one: should one of them be held up after all, the others still cut. */
    private static final int THREADS = 2;

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private Deadlines() {}

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
        // Nearly all of them are disarmed long before their time.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** One call under a deadline; closing it disarms the deadline. */
    public static final class Armed implements AutoCloseable {
        private final Future<?> task;
        private volatile boolean fired;

        private Armed(Duration limit, Runnable cut) {
            task = TIMER.schedule(
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
    public static Armed arm(Duration limit, Runnable cut) {
        return new Armed(limit, cut);
    }
}
