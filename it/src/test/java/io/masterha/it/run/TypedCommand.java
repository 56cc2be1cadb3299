package io.masterha.it.run;

import io.masterha.it.lab.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the distribution as somebody types it, without anything on standard input. */
public final class TypedCommand {
    private static final int LIMIT_SECONDS = 120;

    /** What a command said, its exit code and how long it took. */
    public record Said(int exit, String text, Duration took) {}

    private TypedCommand() {}

    /** Runs it to its end. */
    public static Said run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.set(
                0, Repository.distribution().resolve("bin").resolve(words[0]).toString());
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end: " + String.join(" ", words));
        }
        return new Said(process.exitValue(), text, Duration.ofNanos(System.nanoTime() - begin));
    }
}
