package io.masterha.manager.execute;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** An executor of the simulators: it has no threads of its own, and nobody ends it. */
public abstract class EndlessPool extends AbstractExecutorService {
    /** One job after the other, each when it is handed in and by the thread that does so: nothing happens in between. */
    public static Workers inTurn() {
        return Workers.on(new EndlessPool() {
            @Override
            public void execute(Runnable job) {
                job.run();
            }
        });
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long limit, TimeUnit unit) {
        return true;
    }
}
