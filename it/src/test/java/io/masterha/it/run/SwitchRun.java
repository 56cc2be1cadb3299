package io.masterha.it.run;

import io.masterha.it.lab.Until;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One run of a command that an operator gives, with its output in a file. */
public final class SwitchRun {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private final Path log;
    private final Process process;
    private final Instant begun = Instant.now();
    private volatile Instant ended = Instant.MAX;

    private SwitchRun(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /** @param answers what the operator types; without them the command has no input */
    static SwitchRun begin(Path log, List<String> words, String answers) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        SwitchRun run = new SwitchRun(log, process);
        Thread clock = new Thread(run::noteTheEnd, "switch-ends");
        clock.setDaemon(true);
        clock.start();
        try (var in = process.getOutputStream()) {
            in.write(answers.getBytes(StandardCharsets.UTF_8));
        }
        return run;
    }

    private void noteTheEnd() {
        try {
            process.waitFor();
            ended = Instant.now();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    public int exit() {
        Until.holds("the command ends", LIMIT, () -> !ended.equals(Instant.MAX), this::log);
        return process.exitValue();
    }

    public Instant begun() {
        return begun;
    }

    /** From its start to its end, with the start of its JVM. */
    public Duration took() {
        exit();
        return Duration.between(begun, ended);
    }

    /** Kills it as the kernel would. */
    public void kill() {
        process.destroyForcibly();
        Until.holds("it is gone", Duration.ofSeconds(10), () -> !process.isAlive(), this::log);
    }

    /** Waits until its log has these words; fails if it ended without them. */
    public void await(String words) {
        Until.holds("it says: " + words, LIMIT, () -> !process.isAlive() || log().contains(words), this::log);
        if (!log().contains(words)) {
            throw new AssertionError("it ended without saying: " + words + "\n" + log());
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** SIGTERM. */
    public void stop() {
        process.destroy();
    }
}
