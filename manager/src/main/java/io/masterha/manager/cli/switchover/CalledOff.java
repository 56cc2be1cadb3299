package io.masterha.manager.cli.switchover;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Turns SIGINT and SIGTERM into a way back: the process ends when everything is as it was before. */
final class CalledOff implements BooleanSupplier, AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean signalled;

    CalledOff() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::signal, "called-off"));
    }

    private void signal() {
        signalled = true;
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "the switchover did not end; masterha-switch with the same --conf finishes it or goes back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean getAsBoolean() {
        return signalled;
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
