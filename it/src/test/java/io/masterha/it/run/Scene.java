package io.masterha.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One scenario: db1 and its replicas, an application that writes, a manager that watches, and the judgement at the end. */
public final class Scene implements AutoCloseable {
    private static final Duration FAILOVER = Duration.ofMinutes(4);
    private final String name;
    private final Lab lab;
    private final LabReplication replication;
    private final Path directory;
    private final Writer writer;
    private final Path config;
    private final Optional<VirtualAddress> virtualAddress;
    /** Numbers of servers that follow another replica, and of that replica. */
    private final Map<Integer, Integer> followed;

    private ManagerRun manager;
    private int commands;

    Scene(
            String name,
            Lab lab,
            LabReplication replication,
            Path directory,
            Writer writer,
            Path config,
            Optional<VirtualAddress> virtualAddress,
            Map<Integer, Integer> followed,
            ManagerRun manager) {
        this.name = name;
        this.lab = lab;
        this.replication = replication;
        this.directory = directory;
        this.writer = writer;
        this.config = config;
        this.virtualAddress = virtualAddress;
        this.followed = Map.copyOf(followed);
        this.manager = manager;
    }

    public static SceneSetting named(String name) {
        return new SceneSetting(name);
    }

    public LabHost db(int n) {
        return lab.host(n);
    }

    public Lab lab() {
        return lab;
    }

    public LabReplication replication() {
        return replication;
    }

    public Writer writer() {
        return writer;
    }

    public VirtualAddress virtualAddress() {
        return virtualAddress.orElseThrow();
    }

    public ManagerRun manager() {
        return manager;
    }

    /** Work directory of the manager, with everything that it leaves. */
    public Path directory() {
        return directory;
    }

    /** From now on no name can be looked up. */
    public void namesAreGone() throws IOException {
        Files.writeString(directory.resolve(ManagerRun.NAMES), "");
    }

    /** The configuration as it is now. */
    public String config() throws IOException {
        return Files.readString(config);
    }

    /** Starts a manager after the earlier one was killed. */
    public void startManagerAgain() throws IOException {
        manager.close();
        manager = ManagerRun.begin(directory, config);
    }

    /** Starts a manager that finishes what is unfinished and ends. */
    public void resumeManager() throws IOException {
        manager.close();
        manager = ManagerRun.begin(directory, config, "--resume");
    }

    /** The script of a scene with {@link SceneSetting#gatedScript}. */
    public GatedScript script() {
        return GatedScript.of(directory);
    }

    /** Runs masterha-check-repl as it is now: its exit code and everything it printed. */
    public Checked checkRepl() throws IOException {
        return run("masterha-check-repl");
    }

    /** Runs masterha-explain: its exit code and everything it printed. */
    public Checked explain(String... options) throws IOException {
        return run("masterha-explain", options);
    }

    private Checked run(String command, String... options) throws IOException {
        Path out = directory.resolve(command + ".out");
        ProcessBuilder builder = new ProcessBuilder(
                Repository.distribution().resolve("bin").resolve(command).toString(), "--conf", config.toString());
        builder.command().addAll(List.of(options));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Until.holds(command + " ends", Duration.ofMinutes(1), () -> !process.isAlive());
        return new Checked(process.exitValue(), Files.readString(out));
    }

    /** Starts a command of the distribution with the configuration of this scene; its output is in a file of its own. */
    public SwitchRun command(String program, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Repository.distribution().resolve("bin").resolve(program).toString(), "--conf", config.toString()));
        words.addAll(List.of(options));
        return SwitchRun.begin(directory.resolve(program + "-" + ++commands + ".log"), words, "");
    }

    /** A line among the results. */
    public void line(String what) {
        tell(what);
    }

    /** How a command that checks or tells ended. */
    public record Checked(int exit, String output) {}

    /** Lets the application write for a while: what it writes is on the source, whoever receives it. */
    public void writesFor(Duration duration) {
        writer.writesFor(duration);
    }

    /** Waits until the replicas have what the source has, apart from what is being written now. */
    public void replicasAreCurrent(int... numbers) {
        List<Writer.Ack> acks = writer.acks();
        long last = acks.get(acks.size() - 1).id();
        for (int n : numbers) {
            Until.holds(
                    db(n) + " has row " + last,
                    Duration.ofMinutes(1),
                    () -> Long.parseLong(db(n).value("SELECT COALESCE(MAX(id), 0) FROM lab.acks")) >= last);
        }
    }

    /** Waits for the end of the failover and judges it: complete, and not one acknowledged row missing anywhere. */
    public Report endsWithoutLoss(Instant kill) {
        Report report = ends(kill);
        LabHost newSource = newSource(report);
        assertEquals(Set.of(), Rows.missing(writer, newSource), () -> "acknowledged rows lost; " + log());
        assertEquals("none", report.loss().verdict(), this::log);
        assertFalse(db(1).isServerRunning(), "the failed source is down: never two servers that take writes");
        return report;
    }

    /** Waits for the end of the failover and judges all but the loss: exit, followers, equality, one writable server. */
    public Report ends(Instant kill) {
        int exit = manager.awaitExit(FAILOVER);
        assertEquals(0, exit, this::log);
        Report report = manager.report();
        assertEquals(0, report.exit(), this::log);
        assertEquals("db1", report.failedSource());
        assertTrue(manager.hasCompleteMarker(), this::log);
        LabHost newSource = newSource(report);
        writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        Duration outage = writer.outage(kill);
        writer.stop();
        List<LabHost> survivors = lab.without(db(1));
        Rows.becomeEqual(survivors);
        for (LabHost survivor : survivors) {
            boolean isSource = survivor.equals(newSource);
            assertEquals(isSource ? "0" : "1", survivor.value("SELECT @@global.read_only"), survivor + ": read_only");
            LabHost expected = Optional.ofNullable(followed.get(lab.hosts().indexOf(survivor) + 1))
                    .map(lab::host)
                    .orElse(newSource);
            assertTrue(
                    isSource || replication.follows(survivor, expected),
                    () -> survivor + " does not follow " + expected + ": " + replication.status(survivor));
        }
        ManagerJournal journal = journal();
        tell(String.format(
                "first write %.2f s after the kill; %d rows acknowledged, %d missing; loss %s; "
                        + "verdict after %d ms, fenced and planned in %d ms, %s",
                outage.toMillis() / 1000.0,
                writer.acks().size(),
                Rows.missing(writer, newSource).size(),
                report.loss().verdict(),
                Duration.between(kill, journal.began()).toMillis(),
                Duration.between(journal.began(), journal.planned()).toMillis(),
                report.times()));
        return report;
    }

    /** What the manager wrote down of its failover. */
    public ManagerJournal journal() {
        return ManagerJournal.in(directory);
    }

    /** How long applications could not write: from the kill to the first row that the new source acknowledged. */
    public Duration outage(Instant kill) {
        return writer.outage(kill);
    }

    /** The promoted server. */
    public LabHost newSource(Report report) {
        return lab.hosts().stream()
                .filter(h -> h.id().equals(report.newSource()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no host is called " + report.newSource() + "; " + log()));
    }

    /** Waits until the manager's log has these words; how long after the moment that was. */
    public Duration isTold(String words, Instant since, Duration limit) {
        Until.holds("the manager says: " + words, limit, () -> manager.log().contains(words), this::log);
        Duration after = Duration.between(since, Instant.now());
        tells(String.format("%s told after %.1f s", words, after.toMillis() / 1000.0));
        return after;
    }

    /** Writes a figure down among the results. */
    public void tells(String what) {
        tell(what);
    }

    /** Nothing may have happened: the manager watches, no marker, the same source, and the application writes to it. */
    public void goesOnUnchanged() {
        Until.holds("the manager watches again", Duration.ofSeconds(30), manager::watches, this::log);
        assertTrue(manager.isRunning(), this::log);
        assertTrue(!manager.hasFailedOver(), this::log);
        assertEquals(
                db(1),
                writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(20)).server());
        writer.stop();
        Rows.becomeEqual(lab.hosts());
        assertEquals(Set.of(), Rows.missing(writer, db(1)));
        lab.without(db(1)).forEach(r -> {
            assertTrue(replication.follows(r, db(1)), () -> r + ": " + replication.status(r));
            assertEquals("1", r.value("SELECT @@global.read_only"), r + ": read_only");
        });
        tell(String.format(
                "no failover; longest gap between two writes %.2f s; %d rows acknowledged, none missing",
                writer.longestGap().toMillis() / 1000.0, writer.acks().size()));
    }

    private String log() {
        return "log of the manager (" + directory + "):\n" + manager.log();
    }

    private void tell(String what) {
        SceneDirectory.tell(directory, lab.flavour() + " " + lab.mode() + " " + name + ": " + what);
    }

    @Override
    public void close() {
        manager.close();
        writer.stop();
        lab.close();
    }
}
