package io.masterha.manager.adapter.ssh;

import io.masterha.manager.port.Ready;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Look after what waits on the hosts, for all clusters of the process: a slow host delays what makes others quick, and nothing else. */
final class Caretakers {
    private static final Duration LOOK_AFTER = Duration.ofSeconds(30);
    private static final ScheduledThreadPoolExecutor THREADS = threads();

    private Caretakers() {}

    private static ScheduledThreadPoolExecutor threads() {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(4, task -> {
            Thread thread = new Thread(task, "stand-by");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        threads.setKeepAliveTime(LOOK_AFTER.toSeconds() / 3, TimeUnit.SECONDS);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Does some work now and every half a minute, one after the other, until the result is closed. */
    static <T> Ready lookAfter(Iterable<T> all, Consumer<T> work) {
        AtomicBoolean ended = new AtomicBoolean();
        Runnable round = () -> all.forEach(one -> {
            if (!ended.get()) {
                work.accept(one);
            }
        });
        Future<?> looking = THREADS.scheduleWithFixedDelay(round, 0, LOOK_AFTER.toSeconds(), TimeUnit.SECONDS);
        return () -> {
            ended.set(true);
            // Not interrupted: that would cost the session that is in use just then.
            looking.cancel(false);
        };
    }
}
