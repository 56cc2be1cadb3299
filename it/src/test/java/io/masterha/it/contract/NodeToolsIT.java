package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.SavedLog;
import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Until;
import io.masterha.manager.adapter.ssh.SshNodeTools;
import io.masterha.manager.port.Ready;
import io.masterha.manager.port.ReplicationStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What {@code NodeTools} promises, with the bundle of the distribution; db2 and db3 follow db1. */
@Tag("any-mode")
@Tag("contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeToolsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static Lab lab;
    private static LabReplication replication;
    private static Wired wired;
    private static SshNodeTools nodes;

    @BeforeAll
    static void start(@TempDir Path keys) throws IOException {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 3);
        replication = lab.replicate();
        wired = new Wired(lab, keys);
        nodes = wired.nodes();
        lab.hosts().forEach(h -> wired.servers.session(id(h)).status());
    }

    @AfterAll
    static void stop() {
        wired.close();
        lab.close();
    }

    private static ReplicationStatus status(LabHost replica) {
        return wired.servers.session(id(replica)).status().replication().orElseThrow();
    }

    @Test
    @Order(1)
    void the_commands_are_installed_once_and_then_left_alone() {
        LabHost host = lab.host(1);
        assertTrue(nodes.prepare(id(host)).contains("installed"));
        String inode = host.shell("stat -c %i /var/tmp/masterha/masterha-node-*/bin/node-version");
        assertTrue(nodes.prepare(id(host)).endsWith("is there"));
        assertEquals(inode, host.shell("stat -c %i /var/tmp/masterha/masterha-node-*/bin/node-version"));
        assertEquals("700", host.shell("stat -c %a /var/tmp/masterha"));
        assertEquals("", host.shell("ls /var/tmp/masterha | grep -v '^masterha-node-[^/]*$' || true"));
    }

    @Test
    @Order(2)
    void a_directory_that_others_could_have_prepared_is_refused() {
        LabHost host = lab.host(3);
        host.shell("mkdir -p /var/tmp/masterha && chmod 777 /var/tmp/masterha");
        Problem problem = assertThrows(Problem.class, () -> wired.nodes().prepare(id(host)));
        assertTrue(problem.why().contains("others may write"), problem.why());
        host.shell("rm -rf /var/tmp/masterha && ln -s /tmp /var/tmp/masterha");
        assertThrows(Problem.class, () -> wired.nodes().prepare(id(host)));
        host.shell("rm /var/tmp/masterha");
        assertTrue(wired.nodes().prepare(id(host)).contains("installed"));
        assertTrue(wired.nodes().prepare(id(lab.host(2))).contains("installed"));
    }

    @Test
    @Order(3)
    void what_a_replica_lacks_is_saved_sent_and_applied() {
        LabHost source = lab.host(1);
        LabHost ahead = lab.host(2);
        LabHost behind = lab.host(3);
        source.run("CREATE TABLE lab.tail (id INT PRIMARY KEY)");
        Until.holds(
                "both have the table",
                LIMIT,
                () -> wired.servers.session(id(behind)).hasAppliedAll()
                        && status(behind)
                                .received()
                                .equals(wired.servers.session(id(source)).mark().position()));
        replication.stopReceiver(behind);
        source.run("INSERT INTO lab.tail VALUES (1), (2)");
        BinlogPosition first = wired.servers.session(id(source)).mark().position();
        Until.holds(
                "one replica received it", LIMIT, () -> status(ahead).received().equals(first));
        replication.stopReceiver(ahead);
        source.run("INSERT INTO lab.tail VALUES (3)");
        source.killServer();
        BinlogPosition has = status(behind).received();
        assertTrue(nodes.hasRelayLog(id(ahead), has, status(ahead).received()));
        assertFalse(nodes.hasRelayLog(id(ahead), has, new BinlogPosition(first.file(), first.offset() + 100_000)));

        SavedLog diff = nodes.saveRelayLog(id(ahead), has, status(ahead).received());
        SavedLog tail = nodes.saveBinlog(id(source), status(ahead).received());
        assertEquals(1, diff.transactions());
        assertEquals(1, tail.transactions());
        assertEquals(tail.sha256(), source.shell("sha256sum " + tail.path() + " | cut -d' ' -f1"));
        SavedLog sentDiff = nodes.send(diff, id(ahead), id(behind));
        SavedLog sentTail = nodes.send(tail, id(source), id(behind));
        assertEquals(tail.sha256(), behind.shell("sha256sum " + sentTail.path() + " | cut -d' ' -f1"));
        nodes.apply(id(behind), 1, List.of(sentDiff, sentTail));
        assertEquals("3", behind.value("SELECT COUNT(*) FROM lab.tail"));
        assertEquals("2", ahead.value("SELECT COUNT(*) FROM lab.tail"));
        SavedLog sentToAhead = nodes.send(tail, id(source), id(ahead));
        nodes.apply(id(ahead), 1, List.of(sentToAhead));
        assertEquals("3", ahead.value("SELECT COUNT(*) FROM lab.tail"));
    }

    @Test
    @Order(4)
    void a_copy_that_does_not_match_its_checksum_does_not_arrive() {
        LabHost from = lab.host(2);
        LabHost to = lab.host(3);
        from.shell("echo something > /var/tmp/masterha/spoilt");
        SavedLog spoilt =
                new SavedLog("/var/tmp/masterha/spoilt", 10, "00ff", List.of(), false, 0, "", 0, 0, "", "", "");
        assertThrows(Problem.class, () -> nodes.send(spoilt, id(from), id(to)));
        assertEquals("", to.shell("ls /var/tmp/masterha | grep spoilt || true"));
    }

    @Test
    @Order(5)
    void a_log_that_is_not_there_is_the_node_command_s_own_problem() {
        BinlogPosition nowhere = new BinlogPosition("mysql-bin.000099", 4);
        Problem problem = assertThrows(Problem.class, () -> nodes.saveBinlog(id(lab.host(1)), nowhere));
        assertTrue(problem.sentence().contains("mysql-bin.000099"), problem.sentence());
    }

    @Test
    @Order(5)
    @SuppressWarnings("try") // looked after while it is open
    void a_command_waits_on_the_host_and_if_it_was_killed_another_is_started() {
        LabHost host = lab.host(2);
        String waiting = "pgrep -f '[M]ain stand-by' || true";
        BinlogPosition received = status(host).received();
        BinlogPosition more = new BinlogPosition(received.file(), received.offset() + 100_000);
        try (Ready ready = nodes.keepReady(List.of(id(host)), true)) {
            Until.holds("one waits", LIMIT, () -> !host.shell(waiting).isEmpty());
        }
        String process = host.shell(waiting);
        int told = wired.told.size();
        assertFalse(nodes.hasRelayLog(id(host), received, more));
        assertEquals(process, host.shell(waiting), "it answers and goes on waiting");
        assertTrue(wired.told.subList(told, wired.told.size()).toString().contains("looking for"), "progress is told");
        host.shell("kill -9 " + process);
        assertFalse(nodes.hasRelayLog(id(host), received, more));
        assertEquals("", host.shell(waiting));
    }
}
