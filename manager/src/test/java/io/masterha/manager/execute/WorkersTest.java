package io.masterha.manager.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Parallel work ends together. */
class WorkersTest {
    @Test
    void whatever_one_job_throws_no_other_runs_on_behind_the_back_of_the_caller() {
        AtomicInteger ran = new AtomicInteger();
        Callable<Integer> fails = () -> {
            throw new AssertionError("a bug");
        };
        try (Workers workers = Workers.sideBySide(1)) {
            assertThrows(
                    AssertionError.class,
                    () -> workers.all(List.of(fails, ran::incrementAndGet, ran::incrementAndGet)));
            assertEquals(2, ran.get());
        }
    }
}
