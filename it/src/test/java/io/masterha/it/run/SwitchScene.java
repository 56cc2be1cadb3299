package io.masterha.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** db1 and its replicas, an application that writes, and {@code masterha-switch} as an operator runs it. */
public final class SwitchScene implements AutoCloseable {
    private static final Duration SWITCH = Duration.ofMinutes(2);
    private final String name;
    private final Lab lab;
    private final LabReplication replication;
    private final Path directory;
    private final Path config;
    private final Writer writer;
    private int runs;

    /** What {@code app.switchover.json} says. */
    public record Report(
            int exit,
            String outcome,
            String oldSource,
            String newSource,
            List<String> followers,
            Map<String, String> lost,
            List<String> failedSteps,
            List<io.masterha.it.run.Report.Phase> phases,
            long writesStoppedMillis,
            String error,
            List<String> next) {
        public String times() {
            return phases.stream().map(p -> p.title() + " " + p.millis()).collect(Collectors.joining(", "));
        }
    }

    /** One run of the command. */
    public static final class Run {
        private final Path log;
        private final Process process;

        private Run(Path log, Process process) {
            this.log = log;
            this.process = process;
        }

        public String log() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return "no log: " + e;
            }
        }

        public int exit() {
            Until.holds("the switchover ends", SWITCH, () -> !process.isAlive(), this::log);
            return process.exitValue();
        }

        /** Kills it as the kernel would, as soon as its log has these words. */
        public void killAt(String words) {
            Until.holds("it says: " + words, SWITCH, () -> !process.isAlive() || log().contains(words), this::log);
            process.destroyForcibly();
            Until.holds("it is gone", Duration.ofSeconds(10), () -> !process.isAlive(), this::log);
        }

        public void await(String words) {
            Until.holds("it says: " + words, SWITCH, () -> !process.isAlive() || log().contains(words), this::log);
        }

        /** SIGTERM. */
        public void stop() {
            process.destroy();
        }
    }

    private SwitchScene(String name, Lab lab, LabReplication replication, Path directory, Path config, Writer writer) {
        this.name = name;
        this.lab = lab;
        this.replication = replication;
        this.directory = directory;
        this.config = config;
        this.writer = writer;
    }

    /** Starts servers, replication and the writer. */
    public static SwitchScene start(String name, Flavour flavour, ReplicationMode mode, String... defaults)
            throws IOException {
        Repository.distribution();
        Path directory = emptied(Repository.root()
                .resolve("it/target/scenes")
                .resolve(flavour + "-" + mode)
                .resolve(name));
        Lab lab = Lab.start(flavour, mode, 3);
        try {
            LabReplication replication = lab.replicate();
            String lines = Arrays.stream(defaults)
                    .map(line -> line.replace("DIR", directory.toString()) + "\n")
                    .collect(Collectors.joining());
            Path config = AppConfig.write(lab, directory, lines, Map.of());
            return new SwitchScene(name, lab, replication, directory, config, Writer.start(lab.hosts()));
        } catch (IOException | RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    public LabHost db(int n) {
        return lab.host(n);
    }

    public LabReplication replication() {
        return replication;
    }

    public Writer writer() {
        return writer;
    }

    public Path directory() {
        return directory;
    }

    public void writesFor(Duration duration) {
        writer.awaitAckAfter(Instant.now().plus(duration), duration.plusSeconds(10));
    }

    /** Starts {@code masterha-switch --master_state=alive --interactive=0} with more options. */
    public Run begin(String... options) throws IOException {
        Path log = directory.resolve("switch-" + ++runs + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                Repository.distribution().resolve("bin/masterha-switch").toString(),
                "--conf",
                config.toString(),
                "--master_state=alive",
                "--interactive=0");
        builder.command().addAll(List.of(options));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Run(log, process);
    }

    public Report report() throws IOException {
        return JSON.std.beanFrom(Report.class, Files.readString(directory.resolve("app.switchover.json")));
    }

    /** The switch is complete: one writable server, everybody follows it, and no acknowledged row is missing. */
    public Report hasSwitched(Run run, LabHost expected, boolean oldFollows) throws IOException {
        int exit = run.exit();
        assertEquals(0, exit, run::log);
        Report report = report();
        assertEquals("SWITCHED", report.outcome(), run::log);
        assertEquals(expected.name(), report.newSource(), run::log);
        writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        writer.stop();
        LabHost old = db(1);
        List<LabHost> followers = lab.without(expected).stream()
                .filter(h -> oldFollows || !h.equals(old))
                .toList();
        for (LabHost host : lab.without(expected)) {
            assertEquals("1", host.value("SELECT @@global.read_only"), host + ": read_only");
        }
        assertEquals("0", expected.value("SELECT @@global.read_only"), expected + ": read_only");
        for (LabHost host : followers) {
            assertTrue(replication.follows(host, expected), () -> host + ": " + replication.status(host) + run.log());
        }
        List<LabHost> current = new java.util.ArrayList<>(followers);
        current.add(expected);
        Rows.becomeEqual(current);
        assertEquals(Set.of(), Rows.missing(writer, expected), run::log);
        tell(report, "switched");
        return report;
    }

    /** Nothing has come of it: the old source takes writes, its replicas follow it, and no acknowledged row is missing. */
    public void isAsBefore(Run run) {
        assertEquals(1, run.exit(), run::log);
        stillWrites();
        writer.stop();
        for (LabHost replica : lab.without(db(1))) {
            if (replica.isServerRunning()) {
                Until.holds(
                        replica + " follows db1",
                        Duration.ofSeconds(30),
                        () -> replication.follows(replica, db(1)),
                        () -> replication.status(replica) + run.log());
                assertEquals("1", replica.value("SELECT @@global.read_only"), replica + ": read_only");
            }
        }
        assertEquals(Set.of(), Rows.missing(writer, db(1)), run::log);
        line("%s %s %s: as before; longest gap between two writes %.3f s; %d rows acknowledged, none missing"
                .formatted(
                        lab.flavour(),
                        lab.mode(),
                        name,
                        writer.longestGap().toMillis() / 1000.0,
                        writer.acks().size()));
    }

    /** db1 takes the application's writes. */
    public void stillWrites() {
        assertEquals(
                db(1),
                writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(20)).server());
        assertEquals("0", db(1).value("SELECT @@global.read_only"));
    }

    private void tell(Report report, String what) {
        line(
                "%s %s %s: %s to %s; longest gap between two writes %.3f s; writes stopped %d ms: %s; %d rows acknowledged, %d missing"
                        .formatted(
                                lab.flavour(),
                                lab.mode(),
                                name,
                                what,
                                report.newSource(),
                                writer.longestGap().toMillis() / 1000.0,
                                report.writesStoppedMillis(),
                                report.times(),
                                writer.acks().size(),
                                Rows.missing(
                                                writer,
                                                lab.hosts().stream()
                                                        .filter(h -> h.name().equals(report.newSource()))
                                                        .findFirst()
                                                        .orElseThrow())
                                        .size()));
    }

    private void line(String text) {
        System.out.println(text);
        try {
            Files.writeString(
                    Repository.root().resolve("it/target/scenes/results.txt"),
                    text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path p : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    @Override
    public void close() {
        writer.stop();
        lab.close();
    }
}
