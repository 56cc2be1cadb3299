package io.masterha.it.torture;

import io.masterha.it.Selected;
import io.masterha.it.lab.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rounds of random failures for some minutes: {@code make torture MINUTES=10}, one again by {@code SEED=…}, one {@link Blow} only by
 * {@code BLOW=…}.
 */
@Tag("on-demand")
@Tag("torture")
class TortureIT {
    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void whatever_happens_nothing_acknowledged_is_lost_in_silence_and_never_two_servers_take_writes() throws Exception {
        long first = Long.getLong("torture.seed", System.currentTimeMillis() / 1000 % 1_000_000);
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong("torture.minutes", 5)).toNanos();
        List<String> failed = new ArrayList<>();
        long seed = first;
        do {
            try {
                tell(seed + " " + new Round(seed).play());
            } catch (AssertionError e) {
                tell(seed + " FAILED " + e.getMessage() + ": " + firstLine(String.valueOf(e.getCause())));
                failed.add("seed " + seed);
                e.printStackTrace();
            }
            seed++;
        } while (System.nanoTime() < end);
        if (!failed.isEmpty()) {
            throw new AssertionError(failed.size() + " of " + (seed - first) + " rounds: " + failed);
        }
    }

    private static String firstLine(String cause) {
        return cause.lines().findFirst().orElse("");
    }

    private static void tell(String what) throws IOException {
        Path file = Repository.root().resolve("it/target/scenes/torture.txt");
        Files.createDirectories(file.getParent());
        String line = Selected.flavour() + " " + Selected.mode() + " seed " + what;
        System.out.println(line);
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
