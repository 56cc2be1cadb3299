package io.masterha.manager.execute;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The only place with threads: runs jobs side by side. */
public final class Workers implements AutoCloseable {
    /** Waits for all workers of the process; it does no work itself. */
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(job -> {
        Thread thread = new Thread(job, "timer");
        thread.setDaemon(true);
        return thread;
    });

    private final ExecutorService pool;

    private Workers(ExecutorService pool) {
        this.pool = pool;
    }

    /** Up to {@code most} jobs at once. */
    public static Workers sideBySide(int most) {
        AtomicInteger number = new AtomicInteger();
        return new Workers(Executors.newFixedThreadPool(most, job -> {
            Thread thread = new Thread(job, "worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** On threads of somebody else's: the simulator's. */
    public static Workers on(ExecutorService pool) {
        return new Workers(pool);
    }

    /** Starts a job that nobody waits for; it has its own limits. */
    public <T> Future<T> start(Callable<T> job) {
        return pool.submit(job);
    }

    /** What a job that was started brought; empty if it has not ended within the limit: it goes on by itself. */
    public static <T> Optional<T> within(Future<T> job, Duration limit) {
        try {
            return Optional.of(job.get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw unchecked(Optional.ofNullable(e.getCause()).orElse(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for parallel work", e);
        }
    }

    /**
     * Runs all jobs and waits for them; each job has its own limits, so this ends. Whatever one of them throws, nothing
     * of this call runs any more when it returns.
     *
     * @return the results in the order of the jobs
     */
    public <T> List<T> all(List<Callable<T>> jobs) {
        return all(jobs, () -> {});
    }

    /** The same, and meanwhile something in the caller's own thread, which may run jobs of its own. */
    public <T> List<T> all(List<Callable<T>> jobs, Runnable meanwhile) {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> job : jobs) {
            futures.add(pool.submit(job));
        }
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        try {
            meanwhile.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Future<T> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for parallel work", e);
            }
        }
        if (failure != null) {
            throw unchecked(failure);
        }
        return results;
    }

    /** Runs a job that nobody waits for; it ends by itself, or by an interrupt when the workers are closed. */
    public void beside(Runnable job) {
        pool.execute(job);
    }

    /** Runs a short job again and again, with a pause in between, until it says no or the workers are closed. */
    public void again(Duration pause, BooleanSupplier job) {
        pool.execute(() -> {
            if (job.getAsBoolean()) {
                later(pause, job);
            }
        });
    }

    private void later(Duration pause, BooleanSupplier job) {
        ScheduledFuture<?> unused = TIMER.schedule(
                () -> {
                    if (!pool.isShutdown()) {
                        again(pause, job);
                    }
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
