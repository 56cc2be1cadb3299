package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.TypedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What was saved of a failed source, compressed by it, is applied, and {@code masterha-loss} tells it row by row. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("loss-told")
@Tag("on-demand")
class LossToldIT {
    private static final Duration WHILE = Duration.ofSeconds(1);

    /** A text that is worth compressing. */
    private static final String LONG = "REPEAT('0123456789', 500)";

    private static String compression() {
        return Selected.flavour().isMariaDb() ? "--log-bin-compress=1" : "--binlog-transaction-compression=1";
    }

    @Test
    void compressed_transactions_are_saved_and_applied_and_the_journal_leads_to_their_rows() throws Exception {
        assumeFalse(Selected.flavour() == Flavour.MYSQL_56, "it does not compress");
        try (Scene scene = Scene.named("loss-told")
                .hosts(4)
                .serverOption(compression())
                .start(Selected.flavour(), Selected.mode())) {
            LabHost source = scene.db(1);
            source.run("CREATE TABLE lab.told (id INT PRIMARY KEY, amount BIGINT UNSIGNED, note LONGTEXT)");
            source.run("INSERT INTO lab.told VALUES (1, 1, " + LONG + "), (2, 2, 'goes')");
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3, 4);
            scene.replication().stopReceiver(scene.db(3));
            source.run("INSERT INTO lab.told VALUES (3, 3, " + LONG + ")");
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 4);
            scene.replication().stopReceiver(scene.db(2));
            scene.replication().stopReceiver(scene.db(4));
            long received = Stream.of(2, 4)
                    .mapToLong(n -> executedAll(scene, scene.db(n)))
                    .max()
                    .orElseThrow();
            source.run("UPDATE lab.told SET amount = 18446744073709551615, note = CONCAT('more', note) WHERE id = 1");
            source.run("DELETE FROM lab.told WHERE id = 2");
            source.run("INSERT INTO lab.told VALUES (4, NULL, " + LONG + ")");
            scene.writesFor(WHILE);
            assertEquals(
                    "0",
                    source.shell("cat /var/lib/mysql/mysql-bin.0* | grep -ac 01234567890123456789 || true"),
                    "the log is compressed: no text can be read in it");
            Instant kill = source.killServer();
            Report report = scene.endsWithoutLoss(kill);
            if (Selected.mode() == ReplicationMode.POSITION) {
                assertFalse(scene.journal().diffs().isEmpty(), "db3 was brought up to date from relay logs");
            }
            assertEquals(
                    "1 18446744073709551615 5004,3 3 5000,4 null 5000",
                    scene.newSource(report)
                            .value("SELECT GROUP_CONCAT(CONCAT_WS(' ', id, IFNULL(amount, 'null'), LENGTH(note))"
                                    + " ORDER BY id) FROM lab.told"));
            isTold(scene, received);
        }
    }

    private static long executedAll(Scene scene, LabHost replica) {
        Until.holds(
                replica + " has executed what it received",
                Duration.ofSeconds(30),
                () -> !scene.replication().isRunning(replica) && isIdle(scene, replica));
        return Long.parseLong(replica.value("SELECT MAX(id) FROM lab.acks"));
    }

    private static boolean isIdle(Scene scene, LabHost replica) {
        var status = scene.replication().status(replica);
        return status.getOrDefault("Read_Source_Log_Pos", status.getOrDefault("Read_Master_Log_Pos", ""))
                .equals(status.getOrDefault("Exec_Source_Log_Pos", status.getOrDefault("Exec_Master_Log_Pos", "-")));
    }

    private static void isTold(Scene scene, long received) throws IOException, InterruptedException {
        Path journal = journal(scene.directory());
        String conf = scene.directory().resolve("app.cnf").toString();
        TypedCommand.Said said = TypedCommand.run("masterha-loss", "--conf=" + conf, journal.toString());
        if (said.exit() != 0) {
            // The tail stayed on the host that applied it: the command says how it is brought here.
            assertTrue(said.text().contains("is not on this host"), said::text);
            String copy = said.text().replaceAll("(?s).*(scp HOST:(\\S+) (\\S+?)),? then run.*", "$2 $3");
            bring(scene, copy.split(" "));
            said = TypedCommand.run("masterha-loss", "--conf=" + conf, journal.toString());
        }
        assertEquals(0, said.exit(), said::text);
        assertTrue(said.text().contains("lab.told: 1 rows inserted, 1 updated, 1 deleted"), said.text());
        assertFalse(said.text().contains("try --conf"), said.text());
        Path rows;
        try (Stream<Path> files = Files.walk(scene.directory())) {
            rows = files.filter(Files::isDirectory)
                    .filter(f -> f.toString().endsWith(".rows"))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> told = Files.readAllLines(rows.resolve("lab.told.csv"));
        assertEquals("transaction,time,change,\"id\",\"amount\",\"note\"", told.get(0));
        assertTrue(told.stream().anyMatch(line -> line.contains(",before,\"1\",\"1\",\"0123456789")), "before");
        assertTrue(
                told.stream().anyMatch(line -> line.contains(",after,\"1\",\"18446744073709551615\",\"more0123")),
                "after");
        assertTrue(told.stream().anyMatch(line -> line.endsWith(",delete,\"2\",\"2\",\"goes\"")), "deleted");
        assertTrue(told.stream().anyMatch(line -> line.contains(",insert,\"4\",\\N,\"0123456789")), "inserted");
        Set<Long> ids = Files.readAllLines(rows.resolve("lab.acks.csv")).stream()
                .skip(1)
                .map(line -> Long.parseLong(line.replaceAll("^\"[^\"]*\",[^,]*,insert,\"(\\d+)\".*", "$1")))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<Long> acknowledged = scene.writer().acks().stream()
                .filter(ack -> ack.id() > received && ack.server().equals(scene.db(1)))
                .map(ack -> ack.id())
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(acknowledged.size() > 10, acknowledged::toString);
        assertTrue(ids.containsAll(acknowledged), () -> "told " + ids + ", acknowledged " + acknowledged);
        assertTrue(ids.stream().allMatch(id -> id > received), () -> received + " was received, told: " + ids);
        assertTrue(ids.size() - acknowledged.size() <= 1, "at most the one that waited for its answer");
        scene.line("told " + ids.size() + " rows of the tail by its journal; " + acknowledged.size()
                + " acknowledged by the failed source only");
    }

    private static Path journal(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** From whichever host has it, with its description. */
    private static void bring(Scene scene, String[] copy) throws IOException, InterruptedException {
        for (LabHost host : scene.lab().hosts()) {
            Process scp = new ProcessBuilder(
                            "scp",
                            "-q",
                            "-o",
                            "UserKnownHostsFile=" + scene.directory().resolve("known_hosts"),
                            "-i",
                            key(scene),
                            "root@" + host.address() + ":" + copy[0],
                            "root@" + host.address() + ":" + copy[0] + ".json",
                            copy[1])
                    .redirectErrorStream(true)
                    .start();
            if (scp.waitFor() == 0) {
                return;
            }
        }
        throw new AssertionError("nobody has " + copy[0]);
    }

    private static String key(Scene scene) throws IOException {
        return scene.config()
                .lines()
                .filter(line -> line.startsWith("ssh_key_file="))
                .findFirst()
                .orElseThrow()
                .substring("ssh_key_file=".length());
    }
}
