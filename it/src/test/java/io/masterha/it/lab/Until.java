package io.masterha.it.lab;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that real servers do in their own time, with a deadline and a reason. */
public final class Until {
    private static final Duration STEP = Duration.ofMillis(20);

    private Until() {}

    /** Waits until the condition holds; one that throws does not hold yet. Fails after the limit, saying what was seen. */
    public static void holds(String what, Duration limit, Callable<Boolean> condition, Supplier<String> seen) {
        long until = System.nanoTime() + limit.toNanos();
        String trouble = "";
        while (System.nanoTime() < until) {
            try {
                if (condition.call()) {
                    return;
                }
                trouble = "";
            } catch (Exception e) {
                trouble = "; " + e;
            }
            LockSupport.parkNanos(STEP.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting until " + what);
            }
        }
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + trouble + "; seen: " + seen.get());
    }

    /** The same without a look at what was there instead. */
    public static void holds(String what, Duration limit, Callable<Boolean> condition) {
        holds(what, limit, condition, () -> "it does not hold");
    }

    /** Lets time pass where that is the point of the test, for example to let a writer write. */
    public static void passed(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
