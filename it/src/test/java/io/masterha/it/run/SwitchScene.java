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
import io.masterha.it.lab.WritableSamples;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** db1 and its replicas, an application that writes, and {@code masterha-switch} as an operator runs it. */
public final class SwitchScene implements AutoCloseable {
    /** A way back that is found late is as bad as none; it takes less than a second where nothing else runs. */
    private static final Duration BACK = Duration.ofSeconds(10);

    private final String name;
    private final Lab lab;
    private final LabReplication replication;
    private final Path directory;
    private final Path config;
    private final Writer writer;
    private final WritableSamples samples;
    private final GatedScript script;
    private final Optional<VirtualAddress> virtualAddress;
    /** Numbers of servers that follow another replica, and of that replica. */
    private final Map<Integer, Integer> followed;

    private final List<String> seen = new ArrayList<>();
    private int runs;

    SwitchScene(
            String name,
            Lab lab,
            LabReplication replication,
            Path directory,
            Path config,
            Writer writer,
            Optional<VirtualAddress> virtualAddress,
            Map<Integer, Integer> followed)
            throws IOException {
        this.name = name;
        this.lab = lab;
        this.replication = replication;
        this.directory = directory;
        this.config = config;
        this.writer = writer;
        this.virtualAddress = virtualAddress;
        this.followed = Map.copyOf(followed);
        this.script = GatedScript.in(directory);
        this.samples = WritableSamples.of(lab.hosts());
    }

    public static SwitchSetting named(String name) {
        return new SwitchSetting(name);
    }

    /** Starts three servers and a writer. In further lines of the configuration DIR is the scene's directory. */
    public static SwitchScene start(String name, Flavour flavour, ReplicationMode mode, String... defaults)
            throws IOException {
        SwitchSetting setting = named(name);
        Arrays.stream(defaults).forEach(setting::byDefault);
        return setting.start(flavour, mode);
    }

    public LabHost db(int n) {
        return lab.host(n);
    }

    public Lab lab() {
        return lab;
    }

    public VirtualAddress virtualAddress() {
        return virtualAddress.orElseThrow();
    }

    public LabReplication replication() {
        return replication;
    }

    public Writer writer() {
        return writer;
    }

    public GatedScript script() {
        return script;
    }

    public Path directory() {
        return directory;
    }

    public void writesFor(Duration duration) {
        writer.writesFor(duration);
    }

    /** Starts {@code masterha-switch --master_state=alive --interactive=0} with more options. */
    public SwitchRun begin(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--master_state=alive", "--interactive=0"));
        all.addAll(List.of(options));
        return command("masterha-switch", "", all.toArray(String[]::new));
    }

    /** Starts a command of the distribution with the configuration of this scene; what the operator types. */
    public SwitchRun command(String program, String answers, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Repository.distribution().resolve("bin").resolve(program).toString(), "--conf", config.toString()));
        words.addAll(List.of(options));
        return SwitchRun.begin(directory.resolve("switch-" + ++runs + ".log"), words, answers);
    }

    public SwitchReport report() throws IOException {
        return JSON.std.beanFrom(SwitchReport.class, Files.readString(directory.resolve("app.switchover.json")));
    }

    /** The switch is complete: one writable server, everybody follows it, and no acknowledged row is missing. */
    public SwitchReport hasSwitched(SwitchRun run, LabHost expected, boolean oldFollows) throws IOException {
        assertEquals(0, run.exit(), run::log);
        SwitchReport report = report();
        assertEquals("SWITCHED", report.outcome(), run::log);
        assertEquals(expected.toString(), report.newSource(), run::log);
        ends(expected, oldFollows, run);
        tell("switched to %s in %.2f s; writes stopped %d ms: %s"
                .formatted(expected, run.took().toMillis() / 1000.0, report.writesStoppedMillis(), report.times()));
        return report;
    }

    /** Whoever is the source in the end: one writable server, everybody follows it, and no acknowledged row is missing. */
    public void ends(LabHost source, boolean oldFollows, SwitchRun run) {
        writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        writer.stop();
        assertEquals("0", source.value("SELECT @@global.read_only"), source + ": read_only");
        List<LabHost> current = new ArrayList<>(List.of(source));
        for (LabHost host : lab.without(source)) {
            if (!host.isServerRunning()) {
                continue;
            }
            assertEquals("1", host.value("SELECT @@global.read_only"), host + ": read_only");
            if (oldFollows || !host.equals(db(1))) {
                LabHost wanted = Optional.ofNullable(followed.get(lab.hosts().indexOf(host) + 1))
                        .map(lab::host)
                        .orElse(source);
                Until.holds(
                        host + " follows " + wanted,
                        Duration.ofSeconds(30),
                        () -> replication.follows(host, wanted),
                        () -> replication.status(host) + run.log());
                current.add(host);
            }
        }
        Rows.becomeEqual(current);
        assertEquals(Set.of(), Rows.missing(writer, source), run::log);
        assertEquals(List.of(), samples.overlaps(), () -> samples.spans() + run.log());
    }

    /** Nothing has come of it: the old source takes writes, its replicas follow it, and no acknowledged row is missing. */
    public void isAsBefore(SwitchRun run) {
        assertEquals(1, run.exit(), run::log);
        ends(db(1), true, run);
        tell("as before");
    }

    /** How long it took from this moment until the old source acknowledged a row again; at most two seconds. */
    public void writesAgainSince(Instant failure, SwitchRun run) {
        writesAgainSince(failure, BACK, run);
    }

    /** The same with a limit that has the start of a command in it. */
    public void writesAgainSince(Instant failure, Duration limit, SwitchRun run) {
        Writer.Ack ack = writer.awaitAckAfter(failure, Duration.ofSeconds(30));
        assertEquals(db(1), ack.server(), run::log);
        Duration took = Duration.between(failure, ack.at());
        seen.add("writes again %.3f s after the failure".formatted(took.toMillis() / 1000.0));
        assertTrue(took.compareTo(limit) <= 0, () -> "writes again after " + took + "\n" + run.log());
    }

    /** db1 takes the application's writes. */
    public void stillWrites() {
        assertEquals(
                db(1),
                writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(20)).server());
        assertEquals("0", db(1).value("SELECT @@global.read_only"));
    }

    private void tell(String what) {
        seen.add(0, what);
        line(
                "%s; longest gap between two writes %.3f s; %d rows acknowledged, none missing; %d samples, never two writable"
                        .formatted(
                                String.join("; ", seen),
                                writer.longestGap().toMillis() / 1000.0,
                                writer.acks().size(),
                                samples.count()));
    }

    /** A line among the results. */
    public void line(String what) {
        SceneDirectory.tell(directory, lab.flavour() + " " + lab.mode() + " " + name + ": " + what);
    }

    @Override
    public void close() {
        writer.stop();
        samples.close();
        lab.close();
    }
}
