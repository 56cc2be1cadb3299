package io.masterha.it.fleet;

import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Until;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** masterha-manager --conf-dir, and the commands beside it, each in a process of its own, from the classes under test. */
final class FleetManager implements AutoCloseable {
    private final Path directory;
    private final Process process;

    private FleetManager(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    static FleetManager start(Path directory, Path conf, String... options) throws IOException {
        Path node = Files.createDirectories(directory.resolve("home/node"));
        Files.writeString(node.resolve("masterha-node-1-0-linux-x86_64.tar.gz"), "");
        Files.writeString(node.resolve("masterha-node-1-0-linux-x86_64.tar.gz.sha256"), "0");
        List<String> words = command(directory, "masterha-manager", "--conf-dir=" + conf, "--skip_ssh_check");
        words.addAll(List.of(options));
        return new FleetManager(
                directory,
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("manager.log").toFile())
                        .start());
    }

    /** The product as it is installed, on real servers. */
    static FleetManager ofDistribution(Path directory, Path conf) throws IOException {
        return new FleetManager(
                directory,
                new ProcessBuilder(program("masterha-manager"), "--conf-dir=" + conf)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("manager.log").toFile())
                        .start());
    }

    private static String program(String name) {
        return Repository.distribution().resolve("bin").resolve(name).toString();
    }

    Ended runOfDistribution(String name, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(program(name)));
        words.addAll(List.of(arguments));
        return run(words);
    }

    private static List<String> command(Path directory, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dmasterha.home=" + directory.resolve("home"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.masterha.manager.cli.Main"));
        words.addAll(List.of(arguments));
        return words;
    }

    /** How a command ended, and what it printed. */
    record Ended(int exitCode, String output) {}

    Ended run(String... arguments) throws IOException, InterruptedException {
        return run(command(directory, arguments));
    }

    private Ended run(List<String> words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "command", ".out");
        Process command = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!command.waitFor(60, TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new AssertionError(String.join(" ", words) + " does not end");
        }
        return new Ended(command.exitValue(), Files.readString(out));
    }

    String log() {
        try {
            return Files.readString(directory.resolve("manager.log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    void tells(String words) {
        Until.holds("the manager says: " + words, Duration.ofMinutes(1), () -> log().contains(words), this::log);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Until.holds("the manager ends", Duration.ofSeconds(20), () -> !process.isAlive(), this::log);
        } finally {
            process.destroyForcibly();
        }
    }
}
