package io.masterha.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is told to end (Ctrl-C, a lost SSH connection) put things back first.
 *
 * <p>The command's thread is interrupted, which ends its wait; the process ends when it has cleaned up, or after 30 s.
 */
public final class OrderlyEnd {
    private static final int LIMIT_SECONDS = 30;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean idle;

    private OrderlyEnd() {}

    /** Watches over the calling thread. */
    public static OrderlyEnd begin() {
        OrderlyEnd end = new OrderlyEnd();
        Thread command = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end.await(command), "orderly-end"));
        return end;
    }

    private void await(Thread command) {
        if (idle || done.getCount() == 0) {
            return;
        }
        command.interrupt();
        try {
            boolean inTime = done.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("could not put everything back within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process may end at once, because no command runs in it. */
    public void nothingToPutBack(boolean idle) {
        this.idle = idle;
    }

    /** The command has cleaned up: the process may end. */
    public void reached() {
        done.countDown();
    }
}
