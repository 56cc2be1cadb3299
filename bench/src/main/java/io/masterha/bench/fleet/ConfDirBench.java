package io.masterha.bench.fleet;

import io.masterha.bench.Goal;
import io.masterha.it.fake.FakeCertificate;
import io.masterha.it.fake.FakeFleet;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.ReplicationMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/**
 * One manager with many configurations: threads, memory, processor time, and how long a verdict takes while 50 others fail.
 *
 * <p>The servers and hosts are fakes of the module it (package fake): they speak MySQL's protocol, encrypted or not, and
 * SSH, in this process, and answer what watching asks; there is no database. Some clusters may be real ones of the lab: then
 * all of those are killed at once, and their failovers are judged. Arguments: number of clusters, how many of them are real, how
 * many fakes die beside the one that is measured, rounds, directory of the distribution, file to which the table is appended,
 * {@code encrypted} or {@code plain} for the fakes, version and mode of the real ones. The property bench.batch lets the fakes
 * come so many at a time: on a busy machine they could not keep up with all logins at once.
 */
public final class ConfDirBench implements AutoCloseable {
    private static final Pattern DEAD = Pattern.compile("(?m)^(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) watch .*-> DEAD");
    private static final int SECONDS = 30;
    private static final Goal MEMORY = new Goal(512, Double.POSITIVE_INFINITY, " MB");
    private static final Goal PROCESSOR = new Goal(50, Double.POSITIVE_INFINITY, " %");
    /** The default of --max_failovers_at_once. */
    private static final int AT_ONCE = 5;

    private final int fakes;
    private final FakeFleet fleet;
    private final Optional<RealClusters> real;
    private final ManagerProcess manager;
    private final List<String> lines = new ArrayList<>();
    private int added;

    private ConfDirBench(int fakes, FakeFleet fleet, Optional<RealClusters> real, Path home, Path distribution)
            throws Exception {
        this.fakes = fakes;
        this.fleet = fleet;
        this.real = real;
        int batch = Integer.getInteger("bench.batch", fakes);
        add(batch);
        if (real.isPresent()) {
            real.get().prepare(distribution, fleet.conf());
        }
        long begin = System.nanoTime();
        manager = new ManagerProcess(distribution, fleet.conf(), home.resolve("manager.log"));
        try {
            for (awaitAll(); added < fakes; awaitAll()) {
                add(batch);
            }
        } catch (IllegalStateException e) {
            manager.close();
            throw e;
        }
        row(
                "start to all of them watched" + (batch < fakes ? ", " + batch + " after " + batch : ""),
                String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begin) / 1e9));
    }

    private void add(int batch) throws IOException {
        for (int i = 0; i < batch && added < fakes; i++, added++) {
            fleet.add();
        }
    }

    private void awaitAll() throws IOException, InterruptedException {
        manager.await("all are watched", this::areWatched);
    }

    private boolean areWatched() throws IOException {
        List<String> names = new ArrayList<>(real.map(RealClusters::names).orElse(List.of()));
        IntStream.range(0, added).mapToObj(FakeFleet::name).forEach(names::add);
        for (String name : names) {
            Path status = fleet.work().resolve(name + ".master_status.health");
            if (!Files.exists(status) || !Files.readString(status).contains("PING_OK")) {
                return false;
            }
        }
        return true;
    }

    private void row(String what, String value) {
        row(what, "-", value, "-");
    }

    private void row(String what, String goal, String value, String met) {
        lines.add("| " + what + " | " + goal + " | " + value + " | " + met + " |");
        System.out.println(what + ": " + value);
    }

    private void memory(String what, long kilobytes) {
        double megabytes = kilobytes / 1024.0;
        row(what, MEMORY.toString(), Math.round(megabytes) + " MB", MEMORY.met(megabytes, megabytes));
    }

    private void measureCalm() throws Exception {
        TimeUnit.SECONDS.sleep(SECONDS);
        double share = manager.share(SECONDS);
        row(
                "processor, of one core, over " + SECONDS + " s",
                PROCESSOR.toString(),
                Math.round(share) + " %",
                PROCESSOR.met(share, share));
        row("threads", String.valueOf(manager.status("Threads")));
        row("memory of the process (RSS)", manager.megabytes("VmRSS"));
        memory("its peak", manager.status("VmHWM"));
        row("heap after a collection", manager.heap());
    }

    /** The first and its companions are killed at once; the others must not notice. */
    private List<Double> kill(int first, int companions) throws Exception {
        LocalTime killed = LocalTime.now(ZoneId.systemDefault());
        List<Double> verdicts = new ArrayList<>();
        for (int i = first; i <= first + companions; i++) {
            fleet.source(i).kill();
        }
        for (int i = first; i <= first + companions; i++) {
            int which = i;
            manager.await("the verdict of " + FakeFleet.name(i), () -> DEAD.matcher(fleet.log(which))
                    .find());
            Matcher line = DEAD.matcher(fleet.log(which));
            if (line.find()) {
                verdicts.add(
                        Duration.between(killed, LocalTime.parse(line.group(1))).toMillis() / 1000.0);
            }
        }
        return verdicts;
    }

    private void measureVerdicts(int companions, int rounds) throws Exception {
        List<Double> alone = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            alone.addAll(kill(round, 0));
        }
        row("kill to verdict, alone, median of " + rounds, text(median(alone)));
        List<Double> all = kill(rounds, companions);
        row("kill to verdict of one while " + companions + " others fail at once", text(all.get(0)));
        row("of all of these: median, last", text(median(all)) + ", " + text(Collections.max(all)));
        TimeUnit.SECONDS.sleep(5);
        tellOfOthers(rounds + companions + 1);
    }

    /** All real ones at once; the fakes must not notice. */
    private void measureFailovers(RealClusters clusters) throws Exception {
        TimeUnit.SECONDS.sleep(2);
        Instant kill = clusters.kill();
        manager.await("all failovers are through", clusters::areThrough);
        List<RealClusters.Outcome> outcomes = clusters.judge(kill);
        for (RealClusters.Outcome one : outcomes) {
            row(
                    one.name() + ": verdict, failover from and to, first write after the kill",
                    text(one.verdict()) + ", " + text(one.begin()) + " to " + text(one.end()) + ", " + text(one.write())
                            + (one.waited() ? " (its log says that it waits for its turn)" : ""));
        }
        long most = outcomes.stream()
                .mapToLong(one -> outcomes.stream()
                        .filter(other -> other.begin() <= one.begin() && one.begin() < other.end())
                        .count())
                .max()
                .orElseThrow();
        row("real failovers at the same time, at most", "5", String.valueOf(most), Goal.verdict(most <= AT_ONCE));
        long done = outcomes.stream().filter(this::isDone).count();
        row(
                "that ended with exit code 0",
                "all",
                done + " of " + outcomes.size(),
                Goal.verdict(done == outcomes.size()));
        int lost = outcomes.stream().mapToInt(RealClusters.Outcome::lost).sum();
        row(
                "acknowledged rows, of them lost",
                "none lost",
                outcomes.stream().mapToInt(RealClusters.Outcome::acknowledged).sum() + ", " + lost,
                Goal.verdict(lost == 0));
        tellOfOthers(0);
    }

    private boolean isDone(RealClusters.Outcome one) {
        try {
            manager.await("its manager ends", () -> manager.log().contains(one.name() + ": its manager has ended"));
            return manager.log().contains(one.name() + ": its manager has ended with exit code 0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tellOfOthers(int firstAlive) throws IOException {
        int disturbed = 0;
        for (int i = firstAlive; i < fakes; i++) {
            disturbed += fleet.log(i).contains("SUSPECTING") ? 1 : 0;
        }
        row(
                "of the others suspected meanwhile",
                "none",
                disturbed + " of " + (fakes - firstAlive),
                Goal.verdict(disturbed == 0));
        row("threads then", String.valueOf(manager.status("Threads")));
        memory("memory then (RSS)", manager.status("VmRSS"));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String text(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }

    @Override
    public void close() {
        manager.close();
    }

    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[0]);
        int reals = Integer.parseInt(arguments[1]);
        boolean encrypted = arguments[6].equals("encrypted");
        Path distribution = Path.of(arguments[4]);
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        Path home = Files.createTempDirectory("masterha-confdir");
        System.out.println("logs: " + home);
        List<String> table = new ArrayList<>(List.of(
                "",
                "### " + number + " configurations in one process: " + (number - reals)
                        + (encrypted ? " fakes (protocol only, encrypted), " : " fakes (protocol only), ") + reals
                        + " real"
                        + (reals > 0 ? " (" + arguments[7] + ", " + arguments[8] + ")" : "") + "; "
                        + Runtime.getRuntime().availableProcessors() + " cores, load " + load + " before",
                "",
                "| figure | goal | measured | met |",
                "|---|---|---|---|"));
        Optional<SSLContext> encryption = encrypted ? Optional.of(FakeCertificate.make(home)) : Optional.empty();
        try (FakeFleet fleet = new FakeFleet(home, 3, encryption)) {
            Optional<RealClusters> clusters = Optional.empty();
            if (reals > 0) {
                Flavour flavour = Flavour.parse(arguments[7]);
                clusters = Optional.of(new RealClusters(flavour, ReplicationMode.parse(arguments[8]), reals, home));
            }
            try (ConfDirBench bench = new ConfDirBench(number - reals, fleet, clusters, home, distribution)) {
                bench.measureCalm();
                if (clusters.isPresent()) {
                    bench.measureFailovers(clusters.get());
                } else {
                    bench.measureVerdicts(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
                }
                table.addAll(bench.lines);
            } finally {
                clusters.ifPresent(RealClusters::close);
            }
        }
        table.forEach(System.out::println);
        Files.write(Path.of(arguments[5]), table, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.exit(0);
    }
}
