package io.masterha.manager.life;

import io.masterha.manager.execute.EndlessPool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Threads in the time of a simulated world: only one of them goes on, until it sleeps or waits for another one; then it is
 * the turn of the one that wakes first. So what goes on side by side takes its time side by side, and every run is the same.
 */
final class Turns extends EndlessPool {
    /** One thread. */
    private static final class Actor {
        private long wakesAt;
        private long lastTurn;
        private boolean waits;
    }

    private static final ThreadLocal<Actor> SELF = new ThreadLocal<>();
    private final List<Actor> actors = new ArrayList<>();
    private Optional<LifeWorld> world = Optional.empty();
    private Optional<Actor> current = Optional.empty();
    private long turn;

    /** From now on the thread that calls this shares the time of that world with those that it starts. */
    void share(LifeWorld shared) {
        Actor first = new Actor();
        SELF.set(first);
        actors.add(first);
        current = Optional.of(first);
        world = Optional.of(shared);
        shared.turns = Optional.of(this);
    }

    void sleepUntil(long until) {
        Actor me = Objects.requireNonNull(SELF.get());
        me.wakesAt = until;
        passOn();
        awaitTurn(me);
    }

    private void await(BooleanSupplier done, long until) {
        Actor me = Objects.requireNonNull(SELF.get());
        while (!done.getAsBoolean() && now() < until) {
            me.waits = true;
            sleepUntil(until);
            me.waits = false;
        }
    }

    private synchronized void passOn() {
        Actor next = actors.stream()
                .min(Comparator.<Actor>comparingLong(a -> a.wakesAt).thenComparingLong(a -> a.lastTurn))
                .orElseThrow();
        world.orElseThrow().advance(next.wakesAt);
        next.lastTurn = ++turn;
        current = Optional.of(next);
        notifyAll();
    }

    private synchronized void awaitTurn(Actor me) {
        try {
            while (current.filter(actor -> actor == me).isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long now() {
        return world.orElseThrow().nanos();
    }

    @Override
    public void execute(Runnable job) {
        Actor actor = new Actor();
        synchronized (this) {
            actor.wakesAt = now();
            actors.add(actor);
        }
        Thread thread = new Thread(() -> {
            SELF.set(actor);
            awaitTurn(actor);
            try {
                job.run();
            } finally {
                synchronized (this) {
                    actors.remove(actor);
                }
                passOn();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> job) {
        return new Job<>(job);
    }

    /** A job that is waited for in simulated time. */
    private final class Job<T> extends FutureTask<T> {
        Job(Callable<T> job) {
            super(job);
        }

        @Override
        protected void done() {
            synchronized (Turns.this) {
                actors.stream().filter(actor -> actor.waits).forEach(actor -> actor.wakesAt = now());
            }
        }

        @Override
        public T get() throws InterruptedException, ExecutionException {
            await(this::isDone, Long.MAX_VALUE);
            return super.get();
        }

        @Override
        public T get(long limit, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            await(this::isDone, now() + unit.toNanos(limit));
            return super.get(0, TimeUnit.NANOSECONDS);
        }
    }
}
