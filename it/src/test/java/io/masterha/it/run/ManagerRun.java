package io.masterha.it.run;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One {@code masterha-manager} of the distribution, as a process of its own with its log in a file. */
public final class ManagerRun implements AutoCloseable {
    /** If it is there, names are looked up in this file only. */
    static final String NAMES = "hosts";

    /** Node commands may have to be put on every host first. */
    private static final Duration READY = Duration.ofMinutes(2);

    private final Path directory;
    private final Path log;
    private final Process process;
    private final Thread atExit;

    private ManagerRun(Path directory, Path log, Process process) {
        this.directory = directory;
        this.log = log;
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly, "manager-at-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it and waits until it watches. */
    static ManagerRun start(Path directory, Path config, String... options) throws IOException {
        ManagerRun run = begin(directory, config, options);
        try {
            Until.holds("the manager watches", READY, () -> !run.isRunning() || run.watches(), run::log);
            if (!run.isRunning()) {
                throw new AssertionError(
                        "the manager ended before it watched: exit " + run.process.exitValue() + "\n" + run.log());
            }
            return run;
        } catch (AssertionError e) {
            run.close();
            throw e;
        }
    }

    /** Starts it; what it does then depends on what it finds. Its log goes on where that of an earlier one ended. */
    static ManagerRun begin(Path directory, Path config, String... options) throws IOException {
        Path log = directory.resolve("manager.log");
        ProcessBuilder builder = new ProcessBuilder(
                Repository.distribution().resolve("bin/masterha-manager").toString(), "--conf", config.toString());
        Path names = directory.resolve(NAMES);
        if (Files.exists(names)) {
            // This file is the JVM's only name service, and nothing is remembered of it.
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Dsun.net.inetaddr.ttl=0 -Djdk.net.hosts.file=" + names);
        }
        builder.command().addAll(List.of(options));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        return new ManagerRun(directory, log, process);
    }

    /** Kills it as the kernel would, as soon as its log has these words. */
    public void killAt(String words) {
        Until.holds("the manager says: " + words, READY, () -> !process.isAlive() || log().contains(words), this::log);
        killNow();
    }

    /** Kills it as the kernel would; it may have ended already. */
    public void killNow() {
        process.destroyForcibly();
        Until.holds("the manager is gone", Duration.ofSeconds(10), () -> !process.isAlive(), this::log);
    }

    /** Stops it with SIGSTOP: it sees nothing of what happens meanwhile. */
    public void pause() {
        signal("STOP");
    }

    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            for (ProcessHandle each : Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList()) {
                new ProcessBuilder("kill", "-" + name, String.valueOf(each.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
            }
        } catch (IOException e) {
            throw new IllegalStateException("no " + name + " for the manager", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether its status file says that the source answers. */
    public boolean watches() {
        try {
            return Files.readString(directory.resolve("app.master_status.health"))
                    .contains("PING_OK");
        } catch (IOException e) {
            return false;
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Waits for its end; its exit code. */
    public int awaitExit(Duration limit) {
        Until.holds("the manager ends", limit, () -> !process.isAlive(), this::log);
        return process.exitValue();
    }

    /** The report that it left. */
    public Report report() {
        Path file = directory.resolve("app.report.json");
        try {
            return JSON.std.beanFrom(Report.class, Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError("no report in " + file + "\n" + log(), e);
        }
    }

    public boolean hasFailedOver() {
        return Files.exists(directory.resolve("app.failover.complete"))
                || Files.exists(directory.resolve("app.failover.error"));
    }

    public boolean hasCompleteMarker() {
        return Files.exists(directory.resolve("app.failover.complete"));
    }

    /** Everything it printed. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
