package io.masterha.manager.app.watch;

import io.masterha.manager.execute.EndlessPool;
import io.masterha.manager.port.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A clock that only moves when somebody waits; jobs run side by side in its time, on one thread and in one order. */
public final class VirtualTime extends EndlessPool implements Time {
    private long nanos;

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_700_000_000L, nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        nanos += Math.max(0, duration.toNanos());
    }

    /** Runs the job now; for everybody else it ends when its own waits are over. */
    @Override
    public <T> Future<T> submit(Callable<T> job) {
        long begin = nanos;
        T result;
        try {
            result = job.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        long end = nanos;
        nanos = begin;
        return new Ended<>(result, end);
    }

    private final class Ended<T> implements Future<T> {
        private final T result;
        private final long end;

        Ended(T result, long end) {
            this.result = result;
            this.end = end;
        }

        @Override
        public T get() {
            nanos = Math.max(nanos, end);
            return result;
        }

        @Override
        public T get(long timeout, TimeUnit unit) throws TimeoutException {
            if (end - nanos > unit.toNanos(timeout)) {
                nanos += unit.toNanos(timeout);
                throw new TimeoutException();
            }
            return get();
        }

        @Override
        public boolean isDone() {
            return end <= nanos;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    @Override
    public void execute(Runnable job) {
        throw new AssertionError("jobs are submitted");
    }

    @Override
    public <T> List<Future<T>> invokeAll(java.util.Collection<? extends Callable<T>> jobs) throws InterruptedException {
        throw new AssertionError("jobs are submitted one by one");
    }

    @Override
    public <T> T invokeAny(java.util.Collection<? extends Callable<T>> jobs) throws ExecutionException {
        throw new AssertionError("jobs are submitted one by one");
    }
}
