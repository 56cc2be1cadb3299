package io.masterha.manager.execute;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that many clusters share: as many as there is work for, up to a limit, and gone again when it is quiet. */
public final class SharedPool implements AutoCloseable {
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    /** What came when there were as many threads as may be. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** @param most threads at once; what comes beyond waits for one of them */
    public SharedPool(int most) {
        AtomicInteger number = new AtomicInteger();
        // The thread that was idle last is taken first, so that those of a busy time come to their end.
        pool =
                new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), job -> {
                    Thread thread = new Thread(job, "shared-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                }) {
                    @Override
                    protected void afterExecute(Runnable job, Throwable failure) {
                        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                            next.run();
                        }
                    }
                };
        pool.setRejectedExecutionHandler((job, full) -> {
            if (full.isShutdown()) {
                throw new RejectedExecutionException("the shared threads are closed");
            }
            waiting.add(job);
            // One may have become idle in between; else each of the busy ones looks when it has done its job.
            boolean unused = full.getQueue().offer(() -> {});
        });
    }

    /** The workers of one cluster: closing them ends their jobs, and nobody else's. */
    public Workers workers() {
        return Workers.on(new Part(pool));
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private static final class Part extends AbstractExecutorService {
        private final ThreadPoolExecutor pool;
        private final Set<FutureTask<?>> jobs = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        Part(ThreadPoolExecutor pool) {
            this.pool = pool;
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> job) {
            return new FutureTask<>(job);
        }

        @Override
        public void execute(Runnable job) {
            FutureTask<?> task = job instanceof FutureTask<?> future ? future : new FutureTask<>(job, true);
            jobs.add(task);
            if (closed) {
                jobs.remove(task);
                throw new RejectedExecutionException("the workers of this cluster are closed");
            }
            pool.execute(() -> {
                try {
                    task.run();
                } finally {
                    jobs.remove(task);
                }
            });
        }

        @Override
        public void shutdown() {
            closed = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            closed = true;
            jobs.forEach(job -> job.cancel(true));
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return closed;
        }

        @Override
        public boolean isTerminated() {
            return closed && jobs.isEmpty();
        }

        @Override
        public boolean awaitTermination(long limit, TimeUnit unit) {
            return isTerminated();
        }
    }
}
