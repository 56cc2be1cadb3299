package io.masterha.it.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.LocalServer;
import io.masterha.binlog.node.PurgeRelayLogsReply;
import io.masterha.binlog.node.PurgeRelayLogsRequest;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code purge-relay-logs}, and the node commands under MHA's names, as scripts and crontabs call them. */
@Tag("on-demand")
@Tag("node")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeCommandsIT {
    private static final LocalServer SERVER = new LocalServer("127.0.0.1", 3306, "admin", "adminpw");
    private static final String LOGIN = " --user=admin --password=adminpw";
    private static NodeLab lab;
    private static LabHost replica;

    @BeforeAll
    static void start() {
        lab = NodeLab.start();
        replica = lab.replica;
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void everything_runs() {
        lab.allAreEqual();
    }

    /** Exit code and everything printed. */
    private static String mha(LabHost host, String command) {
        String said = host.shell("cd /root; /opt/node/bin/" + command + " 2>&1; echo exit $?");
        System.out.println(command + " on " + host + ":\n" + said);
        return said;
    }

    private static long relayLogs() {
        return Long.parseLong(replica.shell("ls /var/lib/mysql | grep -c 'relay-bin\\.[0-9]'"));
    }

    private static void severalRelayLogs() {
        for (int i = 0; i < 4; i++) {
            lab.write("purged", 5);
            lab.caughtUp(replica);
            replica.run("FLUSH RELAY LOGS");
        }
        assertTrue(relayLogs() >= 5, "relay logs are kept: " + relayLogs());
    }

    private static PurgeRelayLogsReply purge(boolean disable) {
        return NodeRun.on(replica)
                .succeed("purge-relay-logs", new PurgeRelayLogsRequest(SERVER, disable, ""), PurgeRelayLogsReply.class);
    }

    @Test
    @Order(1)
    void executed_relay_logs_are_purged_and_the_replica_goes_on() {
        severalRelayLogs();
        Footprint before = Footprint.of(replica);
        long there = relayLogs();

        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> lab.write("purged", 200));
        PurgeRelayLogsReply reply = purge(false);
        traffic.join();

        // The one that the applier stands at may stay.
        assertTrue(reply.purged() >= there - 1, there + " were there: " + reply);
        assertTrue(reply.bytes() > 0);
        assertTrue(reply.left() <= 3, reply.toString());
        lab.caughtUp(replica);
        before.requireSame(replica);
        lab.allAreEqual();
    }

    @Test
    @Order(2)
    void what_is_not_executed_stays() {
        severalRelayLogs();
        lab.replication.stopApplier(replica);
        lab.write("purged", 50);

        PurgeRelayLogsReply reply = purge(false);

        assertEquals(0, reply.purged());
        assertTrue(reply.kept().contains("the applier is stopped"), reply.toString());
        lab.replication.startApplier(replica);
        lab.allAreEqual();
    }

    @Test
    @Order(3)
    void while_the_server_purges_by_itself_nothing_is_done_unless_asked() {
        severalRelayLogs();
        long there = relayLogs();
        replica.run("SET GLOBAL relay_log_purge = 1");

        assertEquals(0, purge(false).purged());
        String exit = mha(replica, "purge_relay_logs" + LOGIN);
        assertTrue(exit.contains("relay_log_purge is enabled. Exit.") && exit.endsWith("exit 0"), exit);
        assertEquals("1", replica.value("SELECT @@global.relay_log_purge"));
        assertEquals(there, relayLogs());

        replica.shell("umask 077; printf '[client]\\nuser=admin\\npassword=\"adminpw\"\\n' > /root/client.cnf");
        String asked = mha(
                replica,
                "purge_relay_logs --defaults_file=/root/client.cnf --host=127.0.0.1 --port=3306"
                        + " --socket=/run/mysqld/mysqld.sock --workdir=/tmp --use_hardlink=1"
                        + " --disable_relay_log_purge");
        assertTrue(asked.contains("All relay log purging operations succeeded."), asked);
        assertTrue(asked.endsWith("exit 0"), asked);
        assertEquals("0", replica.value("SELECT @@global.relay_log_purge"));
        assertTrue(relayLogs() < there, "left: " + relayLogs());
        assertTrue(mha(replica, "purge_relay_logs" + LOGIN + " --socket=/other").endsWith("exit 1"));
        assertTrue(mha(lab.source, "purge_relay_logs" + LOGIN).endsWith("exit 1"), "a source is no replica");
    }

    @Test
    @Order(4)
    void a_diff_is_found_generated_sent_tested_and_applied_by_MHA_s_words() {
        lab.write("words", 10);
        lab.caughtUp(replica);
        lab.caughtUp(lab.reference);
        lab.replication.stopReceiver(replica);
        lab.source.run("INSERT INTO lab.words (id, note) VALUES (777777, 'the source')");
        lab.write("words", 10);
        lab.behindTheBack("INSERT INTO lab.words (id, note) VALUES (777777, 'somebody')");
        lab.caughtUp(lab.reference);
        lab.replication.stopReceiver(lab.reference);
        lab.source.killServer();
        BinlogPosition from = lab.received(replica);
        BinlogPosition to = lab.received(lab.reference);
        String newest = lab.reference.shell("tail -n 1 /var/lib/mysql/relay-bin.index");
        String stretch = " --relay_dir=/var/lib/mysql --current_relay_log=" + newest + " --server_id=3 --latest_mlf="
                + to.file() + " --latest_rmlp=" + to.offset() + " --target_mlf=" + from.file() + " --target_rmlp="
                + from.offset() + " --target_version=5.6.0 --manager_version=0.58";

        String found = mha(lab.reference, "apply_diff_relay_logs --command=find" + stretch);
        assertTrue(found.contains("Target relay log FOUND!") && found.endsWith("exit 0"), found);
        String sent = mha(
                lab.reference,
                "apply_diff_relay_logs --command=generate_and_send --scp_host=" + replica.address()
                        + " --ssh_options='-o StrictHostKeyChecking=no -o BatchMode=yes'"
                        + " --diff_file_readtolatest=" + NodeRun.WORK + "/diff.binlog" + stretch);
        assertTrue(sent.contains("succeeded.") && sent.endsWith("exit 0"), sent);

        String account = " --slave_user=admin --slave_pass=adminpw --slave_host=" + replica.address()
                + " --slave_port=3306 --workdir=/var/tmp --timestamp=20260101";
        String tested = mha(
                replica,
                "apply_diff_relay_logs --command=test --relay_dir=/var/lib/mysql --current_relay_log="
                        + replica.shell("tail -n 1 /var/lib/mysql/relay-bin.index") + account);
        assertTrue(tested.endsWith("exit 0"), tested);
        String apply = "apply_diff_relay_logs --command=apply --apply_files=" + NodeRun.WORK + "/diff.binlog" + account;
        String failed = mha(replica, apply);
        assertTrue(failed.contains("lab.words") && failed.endsWith("exit 22"), failed);
        lab.behindTheBack("DELETE FROM lab.words WHERE id = 777777");
        String applied = mha(replica, apply);
        assertTrue(applied.contains("Applying log files succeeded.") && applied.endsWith("exit 0"), applied);
        Rows.becomeEqual(List.of(replica, lab.reference));
        lab.source.startServer();
        lab.allAreEqual();
    }
}
