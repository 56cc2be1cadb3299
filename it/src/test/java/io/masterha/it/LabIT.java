package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself keeps its promises: hosts replicate, break as asked, and the writer counts what it was told. */
@Tag("any-mode")
@Tag("lab")
class LabIT {
    private static Lab lab;
    private static LabReplication replication;

    @BeforeAll
    static void start() {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 3);
        replication = lab.replicate();
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @AfterEach
    void all_replicas_run_again() {
        lab.without(lab.host(1)).forEach(r -> {
            replication.startReceiver(r);
            Until.holds(r + " replicates again", Duration.ofSeconds(30), () -> replication.isRunning(r));
        });
    }

    @Test
    void every_host_lets_root_in_with_the_key_and_its_known_host_key(@TempDir Path directory) throws Exception {
        JSch ssh = new JSch();
        ssh.addIdentity(lab.writeKey(directory).toString());
        ssh.setKnownHosts(lab.writeKnownHosts(directory).toString());
        for (LabHost host : lab.hosts()) {
            Session session = ssh.getSession("root", host.address());
            session.connect(5000);
            ChannelExec command = (ChannelExec) session.openChannel("exec");
            command.setCommand("hostname");
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            command.setInputStream(null);
            command.setOutputStream(answer);
            command.connect(5000);
            Until.holds(host + " has run the command", Duration.ofSeconds(10), command::isClosed);
            assertEquals(host.name(), answer.toString(StandardCharsets.UTF_8).strip());
            session.disconnect();
        }
    }

    @Test
    void every_acknowledged_row_is_on_every_server() {
        try (Writer writer = Writer.start(lab.hosts())) {
            writer.writesFor(Duration.ofMillis(500));
            writer.stop();
            assertTrue(writer.acks().size() > 20, writer.acks()::toString);
            Rows.becomeEqual(lab.hosts());
            lab.hosts().forEach(h -> assertEquals(0, Rows.missing(writer, h).size()));
        } finally {
            dropRows();
        }
    }

    @Test
    void rows_that_a_replica_did_not_receive_are_missing_there() {
        LabHost behind = lab.host(3);
        try (Writer writer = Writer.start(lab.hosts())) {
            replication.stopReceiver(behind);
            writer.awaitAckAfter(Instant.now().plusMillis(300), Duration.ofSeconds(10));
            writer.stop();
            Rows.becomeEqual(List.of(lab.host(1), lab.host(2)));
            assertFalse(Rows.missing(writer, behind).isEmpty());
            replication.startReceiver(behind);
            Rows.becomeEqual(lab.hosts());
            assertTrue(Rows.missing(writer, behind).isEmpty());
        } finally {
            dropRows();
        }
    }

    @Test
    void a_killed_server_refuses_at_once_and_keeps_its_acknowledged_rows() {
        LabHost source = lab.host(1);
        Instant begin = Instant.now();
        try (Writer writer = Writer.start(List.of(source))) {
            source.killServer();
            assertThrows(SQLException.class, () -> source.app(Duration.ofSeconds(1)));
            assertFalse(source.isServerRunning());
            source.startServer();
            writer.awaitAckAfter(Instant.now(), Duration.ofSeconds(10));
            assertTrue(writer.longestGap().compareTo(Duration.between(begin, Instant.now())) < 0);
            writer.stop();
            assertTrue(Rows.missing(writer, source).isEmpty());
            Rows.becomeEqual(lab.hosts());
        } finally {
            dropRows();
        }
    }

    @Test
    void a_frozen_server_accepts_and_never_answers_until_it_is_thawed() {
        LabHost source = lab.host(1);
        source.freezeServer();
        assertTrue(accepts(source, 3306));
        assertThrows(SQLException.class, () -> source.app(Duration.ofMillis(500)));
        source.thawServer();
        source.awaitServer();
    }

    @Test
    void a_paused_host_and_one_without_network_come_back_with_their_address() {
        LabHost host = lab.host(2);
        host.pause();
        assertThrows(SQLException.class, () -> host.app(Duration.ofMillis(500)));
        host.unpause();
        host.awaitServer();
        host.cutOff();
        assertFalse(accepts(host, 22));
        host.reconnect();
        host.awaitServer();
        assertTrue(accepts(host, 22));
    }

    @Test
    void a_host_without_power_is_gone_and_boots_with_its_disk() {
        LabHost host = lab.host(3);
        host.powerOff();
        assertFalse(accepts(host, 22));
        host.powerOn();
        assertTrue(accepts(host, 22));
        assertEquals("3", host.value("SELECT @@server_id"));
    }

    private static boolean accepts(LabHost host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.address(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void dropRows() {
        lab.host(1).run("DROP TABLE IF EXISTS lab.acks");
        Rows.becomeEqual(lab.hosts());
    }
}
