package io.masterha.bench.live;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.ReplicationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures failovers, switchovers and commands on real servers and prints the table; {@code bench/run.sh} calls it.
 *
 * <p>Arguments: version, mode, rounds, figures ({@code all} or names with commas), {@code mha} or {@code alone}, the file to
 * which the table is appended.
 */
public final class LiveBench {
    static final String SWITCH_ADDRESS =
            "planned switchover through the sample address, longest gap between acknowledged writes";
    static final String SWITCH_RECONNECT = "planned switchover, a client that reconnects, longest gap";
    static final String SWITCH_COMMAND = "planned switchover, whole command";
    static final String CHECK_4 = "start-up check of 4 hosts";
    static final String CHECK_5 = "start-up check of 5 hosts";
    static final String RECONNECT = "SIGKILL, replicas current, a client that reconnects";
    static final String SIXTEEN = "the same with 16 replicas instead of 3";
    static final String RECONNECT_MEMORY = RECONNECT + ", data in memory";
    static final String SIXTEEN_MEMORY = SIXTEEN + ", data in memory";

    /** One round, which may fail. */
    private interface Round {
        void run() throws IOException;
    }

    private final int rounds;
    private final List<String> figures;
    private final boolean beside;
    private final Table table;
    private final Ours ours;
    private final Mha mha;

    private LiveBench(Flavour flavour, ReplicationMode mode, int rounds, List<String> figures, boolean beside) {
        this.rounds = rounds;
        this.figures = figures;
        this.beside = beside;
        this.ours = new Ours(flavour, mode);
        this.mha = new Mha(flavour, mode);
        this.table = new Table(flavour + ", " + mode.toString().toLowerCase(Locale.ROOT) + ", "
                + LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")) + " UTC, "
                + Runtime.getRuntime().availableProcessors() + " cores, load " + load());
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    private boolean wants(String figure) {
        return figures.contains("all") || figures.contains(figure);
    }

    private void measure() {
        for (Fault fault : Fault.values()) {
            String name = fault.name().toLowerCase(Locale.ROOT);
            if (wants(name)) {
                failovers(fault);
            }
        }
        if (wants("gone-ping-1")) {
            String title = Fault.GONE.title() + ", `ping_interval=1`";
            table.row(title, "5 s");
            times(
                    title,
                    table.ours(title),
                    () -> take(Fault.GONE, title, "", ours.failover(Fault.GONE, true, "ping_interval=1")));
        }
        if (wants("many")) {
            many();
        }
        if (wants("switch")) {
            switches();
        }
        if (wants("commands")) {
            commands();
        }
    }

    private void failovers(Fault fault) {
        String title = fault.title() + ": first acknowledged write";
        String follow = fault.title() + ": all replicas follow";
        table.row(title, fault.goal());
        table.row(follow, fault == Fault.TAIL ? "2 s" : "-");
        times(title, table.ours(title), () -> take(fault, title, follow, ours.failover(fault, true)));
        if (beside) {
            times(title + ", MHA", table.theirs(title), () -> {
                Ours.Failover done = mha.failover(fault);
                table.theirs(title).add(done.write());
                table.theirs(follow).add(done.follow());
                tellLoss(title + ", MHA", done.lost());
            });
        }
    }

    private void take(Fault fault, String title, String follow, Ours.Failover done) {
        if (fault.losesNothing() && done.lost() > 0) {
            throw new IllegalStateException(done.lost() + " acknowledged rows are lost");
        }
        table.ours(title).add(done.write());
        if (!follow.isEmpty()) {
            table.ours(follow).add(done.follow());
        }
        tellLoss(title, done.lost());
    }

    private void tellLoss(String title, int lost) {
        if (lost > 0) {
            table.note(title + ": " + lost + " acknowledged rows lost in a round");
        }
    }

    private void many() {
        table.row(RECONNECT, "1 s");
        table.row(SIXTEEN, "1.3 times the line above");
        times(
                RECONNECT,
                table.ours(RECONNECT),
                () -> take(Fault.CURRENT, RECONNECT, "", ours.failover(Fault.CURRENT, false)));
        among(SIXTEEN, 16, false);
        table.row(RECONNECT_MEMORY, "1 s");
        table.row(SIXTEEN_MEMORY, "1.3 times the line above");
        among(RECONNECT_MEMORY, 3, true);
        among(SIXTEEN_MEMORY, 16, true);
    }

    private void among(String title, int replicas, boolean inMemory) {
        times(title, table.ours(title), () -> take(Fault.CURRENT, title, "", ours.among(replicas, inMemory)));
    }

    private void switches() {
        table.row(SWITCH_ADDRESS, "0.1 s");
        table.row(SWITCH_RECONNECT, "0.1 s");
        table.row(SWITCH_COMMAND, "1.5 s");
        once(SWITCH_ADDRESS, table.ours(SWITCH_ADDRESS), () -> {
            for (Ours.Switch done : ours.switches(rounds, true)) {
                table.ours(SWITCH_ADDRESS).add(done.gap());
                table.ours(SWITCH_COMMAND).add(done.command());
            }
        });
        once(SWITCH_RECONNECT, table.ours(SWITCH_RECONNECT), () -> ours.switches(rounds, false)
                .forEach(done -> table.ours(SWITCH_RECONNECT).add(done.gap())));
        if (beside) {
            once(SWITCH_ADDRESS + ", MHA", table.theirs(SWITCH_ADDRESS), () -> {
                for (Ours.Switch done : mha.switches(rounds)) {
                    table.theirs(SWITCH_ADDRESS).add(done.gap());
                    table.theirs(SWITCH_COMMAND).add(done.command());
                }
            });
        }
    }

    private void commands() {
        Commands four = new Commands(CHECK_4, true);
        Commands five = new Commands(CHECK_5, false);
        table.row(CHECK_4, "2 s");
        table.row(CHECK_5, "3 s");
        table.row(Commands.WATCH, "2 s");
        table.row(Commands.HELP, "0.2 s");
        table.row(Commands.STATUS, "0.3 s");
        once(CHECK_4, table.ours(CHECK_4), () -> ours.commands(4, rounds, table, four));
        once(CHECK_5, table.ours(CHECK_5), () -> ours.commands(5, rounds, table, five));
        if (beside) {
            once(CHECK_4 + ", MHA", table.theirs(CHECK_4), () -> mha.commands(4, rounds, table, four));
            once(CHECK_5 + ", MHA", table.theirs(CHECK_5), () -> mha.commands(5, rounds, table, five));
        }
    }

    private void times(String title, Series series, Round round) {
        for (int n = 1; n <= rounds; n++) {
            once(title + ", round " + n, series, round);
        }
    }

    private void once(String title, Series series, Round round) {
        try {
            round.run();
            System.err.println(title + ": " + series.cell() + "; " + series.steps());
        } catch (IOException | RuntimeException | AssertionError e) {
            series.failed(String.valueOf(e.getMessage()));
            System.err.println(title + ": FAILED: " + e);
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        LiveBench bench = new LiveBench(
                Flavour.parse(words.get(0)),
                ReplicationMode.parse(words.get(1)),
                Integer.parseInt(words.get(2)),
                List.of(words.get(3).split(",")),
                words.get(4).equals("mha"));
        bench.measure();
        String text = bench.table.markdown();
        System.out.print(text);
        Files.writeString(Path.of(words.get(5)), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.exit(0);
    }
}
