package io.masterha.it.node;

import io.masterha.binlog.node.SavedLog;
import io.masterha.it.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The figures of one run as Markdown, and what is going on at the moment for those who wait for them. */
final class SpeedTable {
    /** The kernel counts processor time in hundredths of a second. */
    private static final double TICKS = 100;

    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private long transactions;

    /** One measurement: what it is, and what the server has used when it began. */
    final class Stopwatch {
        private final String what;
        private final LabHost host;
        private final double cpuBefore;
        private final long begin = System.nanoTime();

        private Stopwatch(String what, LabHost host) {
            this.what = what;
            this.host = host;
            this.cpuBefore = cpu(host);
        }

        /** Writes the line; the seconds that it took. */
        double stop() {
            double seconds = (System.nanoTime() - begin) / 1e9;
            line(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.0f | %.0f | %.1f | - | - |",
                    what,
                    seconds,
                    bytes / 1e6 / seconds,
                    transactions / seconds,
                    cpu(host) - cpuBefore));
            return seconds;
        }
    }

    void heading(String server, SavedLog log) {
        bytes = log.bytes();
        transactions = log.transactions();
        line(String.format(
                Locale.ROOT, "### Applying on %s: %.0f MB in %d transactions", server, bytes / 1e6, transactions));
        line("");
        line("| figure | seconds | MB/s | transactions/s | processor seconds of the server | goal | met |");
        line("|---|---|---|---|---|---|---|");
    }

    Stopwatch start(String what, LabHost host) {
        say(what + ": begins");
        return new Stopwatch(what, host);
    }

    /** How many times as fast as the client, and how many times it should be. */
    void ratio(String durability, double times, int goal) {
        line(String.format(
                Locale.ROOT,
                "| times as fast, %s | %.1f | - | - | - | %d | %s |",
                durability,
                times,
                goal,
                times >= goal ? "yes" : "**no**"));
    }

    private void line(String line) {
        text.append(line).append('\n');
        say(line);
    }

    /** For those who wait: the tests' own output goes into a file that nobody reads meanwhile. */
    void say(String what) {
        System.out.println("SPEED " + what);
        write(
                "node.progress",
                LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + " apply  " + what + "\n");
    }

    void append() {
        write("node.table", text + "\n");
    }

    private static void write(String property, String words) {
        String file = System.getProperty(property, "");
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(Path.of(file), words, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** Of the server, in user and kernel mode; 0 if it does not run. */
    private static double cpu(LabHost host) {
        String used = host.shell("for p in $(pgrep -o -x 'mysqld|mariadbd'); do cut -d' ' -f14,15 /proc/$p/stat; done");
        double ticks = 0;
        for (String part : used.split("\\s+")) {
            ticks += part.isEmpty() ? 0 : Long.parseLong(part);
        }
        return ticks / TICKS;
    }
}
