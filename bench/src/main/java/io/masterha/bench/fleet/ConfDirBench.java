package io.masterha.bench.fleet;

import io.masterha.it.fake.FakeCertificate;
import io.masterha.it.fake.FakeFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/**
 * One manager with many configurations: threads, memory, processor time, and how long a verdict takes while 50 others fail.
 *
 * <p>All servers and hosts are fakes of the module it (package fake): they speak MySQL's protocol and SSH, in this process,
 * and answer what watching asks; nothing is encrypted between manager and database, and there is no database. Arguments:
 * number of clusters, how many die beside the one that is measured, rounds, directory of the distribution, file to which
 * the table is appended.
 */
public final class ConfDirBench {
    private static final Pattern DEAD = Pattern.compile("(?m)^(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) watch .*-> DEAD");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SECONDS = 30;

    private final int number;
    private final FakeFleet fleet;
    private final Process manager;
    private final List<String> lines = new ArrayList<>();

    private ConfDirBench(int number, Path directory, Path distribution, boolean encrypted) throws Exception {
        this.number = number;
        fleet = new FakeFleet(
                directory, 3, encrypted ? Optional.of(FakeCertificate.make(directory)) : Optional.empty());
        for (int i = 0; i < number; i++) {
            fleet.add();
        }
        long begin = System.nanoTime();
        manager = new ProcessBuilder(
                        distribution.resolve("bin/masterha-manager").toString(),
                        "--conf-dir=" + fleet.conf(),
                        "--skip_ssh_check")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("manager.log").toFile())
                .start();
        await(() -> watched() == number);
        row("start to all of them watched", String.format(Locale.ROOT, "%.1f s", seconds(begin)));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("not within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private int watched() {
        int watched = 0;
        for (int i = 0; i < number; i++) {
            watched += fleet.status(i).contains("PING_OK") ? 1 : 0;
        }
        return watched;
    }

    private void row(String what, String value) {
        lines.add("| " + what + " | " + value + " |");
        System.out.println(what + ": " + value);
    }

    private void measureCalm() throws Exception {
        TimeUnit.SECONDS.sleep(SECONDS);
        long before = ticks();
        TimeUnit.SECONDS.sleep(SECONDS);
        double share = (ticks() - before) / (double) SECONDS;
        row("threads", status("Threads"));
        row("memory of the process (RSS)", Long.parseLong(status("VmRSS")) / 1024 + " MB");
        row("its peak", Long.parseLong(status("VmHWM")) / 1024 + " MB");
        row("heap after a collection", heap());
        row("processor, of one core, over " + SECONDS + " s", String.format(Locale.ROOT, "%.0f %%", share));
    }

    private String status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + manager.pid() + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
    }

    /** User and system time in hundredths of a second. */
    private long ticks() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + manager.pid() + "/stat"))
                .replaceFirst("^.*\\) ", "")
                .split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private String heap() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String pid = String.valueOf(manager.pid());
        Process collect = new ProcessBuilder(jcmd.toString(), pid, "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        collect.waitFor();
        Process ask = new ProcessBuilder(jcmd.toString(), pid, "GC.heap_info").start();
        long kilobytes = new String(ask.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("generation") && line.contains("used"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst("^.*used (\\d+)K.*$", "$1")))
                .sum();
        return kilobytes / 1024 + " MB";
    }

    /** The first and its companions are killed at once; the others must not notice. */
    private void kill(int first, int companions, boolean counts, List<Double> verdicts, List<Double> all)
            throws Exception {
        LocalTime killed = LocalTime.now(ZoneId.systemDefault());
        for (int i = first; i <= first + companions; i++) {
            fleet.source(i).kill();
        }
        for (int i = first; i <= first + companions; i++) {
            int which = i;
            await(() -> DEAD.matcher(fleet.log(which)).find());
            Matcher line = DEAD.matcher(fleet.log(which));
            if (line.find() && counts) {
                double took =
                        Duration.between(killed, LocalTime.parse(line.group(1))).toMillis() / 1000.0;
                all.add(took);
                if (i == first) {
                    verdicts.add(took);
                }
            }
        }
    }

    private void measureVerdicts(int companions, int rounds) throws Exception {
        List<Double> alone = new ArrayList<>();
        List<Double> together = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        int next = 0;
        for (int round = 0; round < rounds; round++, next++) {
            kill(next, 0, true, alone, new ArrayList<>());
        }
        kill(next, companions, true, together, all);
        row("kill to verdict, alone, median of " + rounds, text(median(alone)));
        row("kill to verdict of one while " + companions + " others fail at once", text(together.get(0)));
        row("of all of these: median, last", text(median(all)) + ", " + text(Collections.max(all)));
        int dead = rounds + companions + 1;
        TimeUnit.SECONDS.sleep(5);
        int disturbed = 0;
        for (int i = dead; i < number; i++) {
            disturbed += fleet.log(i).contains("SUSPECTING") ? 1 : 0;
        }
        row("of the others suspected meanwhile", disturbed + " of " + (number - dead));
        row("threads then", status("Threads"));
        row("memory then (RSS)", Long.parseLong(status("VmRSS")) / 1024 + " MB");
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String text(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }

    private void end() throws InterruptedException {
        manager.destroy();
        if (!manager.waitFor(20, TimeUnit.SECONDS)) {
            manager.destroyForcibly().waitFor();
        }
        fleet.close();
    }

    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("masterha-confdir");
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        boolean encrypted = arguments[5].equals("encrypted");
        ConfDirBench bench = new ConfDirBench(number, directory, Path.of(arguments[3]), encrypted);
        try {
            bench.measureCalm();
            bench.measureVerdicts(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        } finally {
            bench.end();
        }
        List<String> table = new ArrayList<>(List.of(
                "",
                "### " + number + " configurations in one process, all servers fakes (protocol only), "
                        + Runtime.getRuntime().availableProcessors() + " cores, load " + load + " before",
                "",
                "| Figure | measured |",
                "|---|---|"));
        table.addAll(bench.lines);
        Files.write(
                Path.of(arguments[4]),
                table,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        System.out.println("logs: " + directory);
    }
}
