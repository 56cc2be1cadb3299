package io.masterha.bench.fleet;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Real clusters of a source and a replica each: the sources side by side on one host, the replicas on another. */
final class RealClusters implements AutoCloseable {
    private static final int FIRST_PORT = 3306;
    private static final Pattern DEAD = begun(" watch .*-> DEAD");
    /** The first line of a failover, and its last but the report. */
    private static final Pattern BEGIN = begun(" .*Phase 1: Configuration Check Phase\\.\\.$");

    private static final Pattern END = begun(" report .*Failover Report -----$");

    private final Lab lab;
    private final Path work;
    private final List<Pair> pairs = new ArrayList<>();

    private record Pair(String name, LabHost source, LabHost replica, Writer writer) {}

    /** How one failover went, in seconds since the kill. */
    record Outcome(
            String name,
            double verdict,
            double begin,
            double end,
            double write,
            int acknowledged,
            int lost,
            boolean waited) {}

    /** @param home gets a directory for the keys, a configuration in conf.d for each cluster, and the logs in work */
    RealClusters(Flavour flavour, ReplicationMode mode, int number, Path home) throws IOException {
        work = home.resolve("work");
        // Small servers; many of them side by side have too few of the kernel's asynchronous requests.
        lab = Lab.start(flavour, mode, 2, "--innodb-buffer-pool-size=32M", "--innodb-use-native-aio=0");
        try {
            LabReplication replication = lab.replicate();
            for (int i = 0; i < number; i++) {
                LabHost source = i == 0 ? lab.host(1) : lab.addInstance(1, FIRST_PORT + i);
                LabHost replica = i == 0 ? lab.host(2) : lab.addInstance(2, FIRST_PORT + i);
                if (i > 0) {
                    replication.follow(replica, source);
                }
            }
            Path keys = Files.createDirectories(home.resolve("real"));
            String login = "ssh_user=root\nssh_key_file=" + lab.writeKey(keys) + "\nssh_known_hosts="
                    + lab.writeKnownHosts(keys) + "\n";
            for (int i = 0; i < number; i++) {
                List<LabHost> both = List.of(lab.host(i == 0 ? 1 : 2 * i + 1), lab.host(i == 0 ? 2 : 2 * i + 2));
                String name = String.format(Locale.ROOT, "real%02d", i + 1);
                Files.writeString(home.resolve("conf.d").resolve(name + ".cnf"), config(both, login));
                pairs.add(new Pair(name, both.get(0), both.get(1), Writer.start(both, lab.hosts())));
            }
        } catch (RuntimeException | IOException | Error e) {
            close();
            throw e;
        }
    }

    private static Pattern begun(String rest) {
        return Pattern.compile("(?m)^(\\d\\d:\\d\\d:\\d\\d\\.\\d{3})" + rest);
    }

    private String config(List<LabHost> both, String login) {
        StringBuilder text = new StringBuilder(
                "[server default]\nuser=admin\npassword=adminpw\nrepl_user=repl\nrepl_password=replpw\nping_interval=3\n");
        text.append(login).append("manager_workdir=").append(work).append('\n');
        for (int i = 0; i < 2; i++) {
            LabHost host = both.get(i);
            text.append("[server").append(i + 1).append("]\nhostname=").append(host.name());
            text.append("\nip=").append(host.address()).append("\nport=").append(host.port());
            text.append("\nmaster_binlog_dir=").append(host.dataDir()).append('\n');
        }
        return text.toString();
    }

    List<String> names() {
        return pairs.stream().map(Pair::name).toList();
    }

    /** Brings the node tools onto the two hosts, as the check at the start of a manager does. */
    void prepare(Path distribution, Path conf) throws IOException, InterruptedException {
        Path output = work.resolve("check-repl.out");
        Process check = new ProcessBuilder(
                        distribution.resolve("bin/masterha-check-repl").toString(),
                        "--conf=" + conf.resolve(pairs.get(0).name() + ".cnf"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!check.waitFor(2, TimeUnit.MINUTES) || check.exitValue() != 0) {
            check.destroyForcibly();
            throw new IllegalStateException("masterha-check-repl: " + Files.readString(output));
        }
    }

    /** SIGKILL for all sources at once, from within their host; the moment. */
    Instant kill() {
        String nanos =
                lab.host(1).shell("date +%s%N; pkill -KILL -x " + lab.flavour().processName());
        return Instant.ofEpochSecond(0, Long.parseLong(nanos));
    }

    /** Whether the failover of each is through, as their logs have it. */
    boolean areThrough() throws IOException {
        for (Pair pair : pairs) {
            if (!END.matcher(log(pair)).find()) {
                return false;
            }
        }
        return true;
    }

    private String log(Pair pair) throws IOException {
        Path log = work.resolve(pair.name() + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** When all failovers are through: each of them, judged by the rows that its application was told are safe. */
    List<Outcome> judge(Instant kill) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Pair pair : pairs) {
            pair.writer().awaitAckAfter(Instant.now(), Duration.ofMinutes(1));
            Duration outage = pair.writer().outage(kill);
            pair.writer().stop();
            String log = log(pair);
            outcomes.add(new Outcome(
                    pair.name(),
                    since(kill, DEAD, log),
                    since(kill, BEGIN, log),
                    since(kill, END, log),
                    outage.toMillis() / 1000.0,
                    pair.writer().acks().size(),
                    Rows.missing(pair.writer(), pair.replica()).size(),
                    log.contains("as many failovers run already")));
        }
        return outcomes;
    }

    private static double since(Instant kill, Pattern line, String log) {
        Matcher found = line.matcher(log);
        if (!found.find()) {
            throw new IllegalStateException("no line like " + line + " in: " + log);
        }
        LocalTime killed = LocalTime.ofInstant(kill, ZoneId.systemDefault());
        return Duration.between(killed, LocalTime.parse(found.group(1))).toMillis() / 1000.0;
    }

    @Override
    public void close() {
        pairs.forEach(pair -> pair.writer().stop());
        lab.close();
    }
}
