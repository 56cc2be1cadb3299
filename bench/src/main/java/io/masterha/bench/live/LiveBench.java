package io.masterha.bench.live;

import io.masterha.bench.Goal;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.ReplicationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures failovers, switchovers and commands on real servers and prints the table; {@code bench/run.sh} calls it.
 *
 * <p>Arguments: version, mode, rounds (0: as many as the goal of each needs), figures with commas, {@code mha} or
 * {@code alone}, the file to which the table is appended. Exit 1: a round failed.
 */
public final class LiveBench {
    static final String SWITCH_ADDRESS =
            "planned switchover through the sample address, longest gap between acknowledged writes";
    static final String SWITCH_RECONNECT = "planned switchover, a client that reconnects, longest gap";
    static final String SWITCH_COMMAND = "planned switchover, whole command";
    static final String CHECK_4 = "start-up check of 4 hosts";
    static final String CHECK_5 = "start-up check of 5 hosts";
    private static final int SIXTEEN = 16;
    private static final double MORE_REPLICAS = 1.3;
    /** A median needs a few rounds; the worst of 20 needs 20. */
    private static final int FEW = 5;

    private static final int MANY = 20;

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
        return figures.contains(figure);
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
            table.row(title, Goal.seconds(5));
            times(
                    title,
                    table.ours(title),
                    () -> take(Fault.GONE, title, "", ours.failover(Fault.GONE, true, "ping_interval=1")));
        }
        if (wants("many")) {
            many(new Crowd(3, true, false));
            many(new Crowd(3, true, true));
        }
        if (wants("many-reconnecting")) {
            many(new Crowd(3, false, false));
            many(new Crowd(3, false, true));
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
        table.row(follow, fault == Fault.TAIL ? Goal.seconds(2) : Goal.NONE);
        int number = rounds > 0 ? rounds : fault == Fault.LAGGING ? MANY : FEW;
        times(title, table.ours(title), number, () -> take(fault, title, follow, ours.failover(fault, true)));
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

    /** By turns, since a machine is not as quick in one hour as in the next. */
    private void many(Crowd few) {
        Crowd many = few.of(SIXTEEN);
        table.row(few.title(), Goal.seconds(1));
        table.row(many.title(), Goal.NONE);
        table.ratio(many.title() + ": times as long", MORE_REPLICAS, many.title(), few.title());
        for (int round = 0; round < few(); round++) {
            among(few);
            among(many);
        }
    }

    private void among(Crowd crowd) {
        String title = crowd.title();
        once(title, table.ours(title), () -> take(Fault.CURRENT, title, "", ours.among(crowd)));
    }

    private void switches() {
        table.row(SWITCH_ADDRESS, Goal.seconds(0.1));
        table.row(SWITCH_RECONNECT, Goal.seconds(0.1));
        table.row(SWITCH_COMMAND, Goal.seconds(1.5));
        once(SWITCH_ADDRESS, table.ours(SWITCH_ADDRESS), () -> {
            for (Ours.Switch done : ours.switches(few(), true)) {
                table.ours(SWITCH_ADDRESS).add(done.gap());
                table.ours(SWITCH_COMMAND).add(done.command());
            }
        });
        once(SWITCH_RECONNECT, table.ours(SWITCH_RECONNECT), () -> ours.switches(few(), false)
                .forEach(done -> table.ours(SWITCH_RECONNECT).add(done.gap())));
        if (beside) {
            once(SWITCH_ADDRESS + ", MHA", table.theirs(SWITCH_ADDRESS), () -> {
                for (Ours.Switch done : mha.switches(few())) {
                    table.theirs(SWITCH_ADDRESS).add(done.gap());
                    table.theirs(SWITCH_COMMAND).add(done.command());
                }
            });
        }
    }

    private void commands() {
        Commands four = new Commands(CHECK_4, true);
        Commands five = new Commands(CHECK_5, false);
        table.row(CHECK_4, Goal.seconds(2));
        table.row(CHECK_5, Goal.seconds(3));
        table.row(Commands.WATCH, Goal.seconds(2));
        table.row(Commands.HELP, Goal.seconds(0.2));
        table.row(Commands.STATUS, Goal.seconds(0.3));
        once(CHECK_4, table.ours(CHECK_4), () -> ours.commands(4, few(), table, four));
        once(CHECK_5, table.ours(CHECK_5), () -> ours.commands(5, few(), table, five));
        if (beside) {
            once(CHECK_4 + ", MHA", table.theirs(CHECK_4), () -> mha.commands(4, few(), table, four));
            once(CHECK_5 + ", MHA", table.theirs(CHECK_5), () -> mha.commands(5, few(), table, five));
        }
    }

    private int few() {
        return rounds > 0 ? rounds : FEW;
    }

    private void times(String title, Series series, Round round) {
        times(title, series, few(), round);
    }

    private void times(String title, Series series, int number, Round round) {
        for (int n = 1; n <= number; n++) {
            once(title + ", round " + n + " of " + number, series, round);
        }
    }

    private void once(String title, Series series, Round round) {
        try {
            round.run();
            say(title + ": " + series.cell() + "; " + series.steps());
        } catch (IOException | RuntimeException | AssertionError e) {
            series.failed(String.valueOf(e.getMessage()));
            say(title + ": FAILED: " + e);
        }
    }

    private static void say(String line) {
        System.err.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " bench  " + line);
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
        System.exit(bench.table.hasFailures() ? 1 : 0);
    }
}
