package io.masterha.node.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.RowsQueryEventData;
import com.github.shyiko.mysql.binlog.event.XidEventData;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.node.SavedLog;
import io.masterha.node.TestLog;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The virtual source in front of two clients that others wrote: Connector/J and the connector for binary logs. */
class VirtualSourceTest {
    private static final long LIMIT_SECONDS = 20;

    private final Path dir;
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private AutoCloseable source = () -> {};
    private AutoCloseable client = () -> {};

    VirtualSourceTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        source.close();
    }

    private VirtualSource serve(SavedLog... logs) {
        return serve("9.7.4", true, logs);
    }

    private VirtualSource serve(String version, boolean sha2, SavedLog... logs) {
        SourceIdentity identity = SourceIdentity.create(TestLog.SOURCE_ID, version, "ON", sha2);
        VirtualSource started = VirtualSource.start(identity, VirtualBinlog.of(List.of(logs)), 0);
        source = started;
        return started;
    }

    private void dump(VirtualSource from, String file, long position) throws Exception {
        BinaryLogClient dumper =
                new BinaryLogClient("127.0.0.1", from.port(), from.identity().user(), "any password");
        dumper.setBinlogFilename(file);
        dumper.setBinlogPosition(position);
        dumper.setUseBinlogFilenamePositionInGtidMode(true);
        dumper.setHeartbeatInterval(20);
        dumper.setKeepAlive(false);
        dumper.registerEventListener(event -> seen.add(describe(event)));
        client = dumper::disconnect;
        dumper.connect(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    }

    private static String describe(Event event) {
        EventHeaderV4 header = event.getHeader();
        String detail = "";
        if (event.getData() instanceof RotateEventData rotate) {
            detail = " " + rotate.getBinlogFilename() + ":" + rotate.getBinlogPosition();
        } else if (event.getData() instanceof XidEventData xid) {
            detail = " " + xid.getXid();
        } else if (event.getData() instanceof RowsQueryEventData rows) {
            detail = " " + rows.getQuery().length();
        }
        return header.getEventType() + detail + " end=" + header.getNextPosition();
    }

    private String next() throws InterruptedException {
        String text = seen.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        return text == null ? "nothing within the limit" : text;
    }

    private void expect(String... events) throws InterruptedException {
        for (String event : events) {
            assertEquals(event, next());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_dump_client_sees_the_failed_source_s_files_and_positions(boolean checksums) throws Exception {
        long more = checksums ? 4 : 0;
        TestLog log = new TestLog("9.7.4", checksums);
        log.in("mysql-bin.000007", 1000).transaction(100);
        log.in("mysql-bin.000008", 4).hole(500).transaction(checksums ? 104 : 100);

        dump(serve(log.save(dir.resolve("a"))), "mysql-bin.000007", 1000);

        long first = 1000 + 38 + more;
        long second = 504 + 38 + more;
        expect(
                "ROTATE mysql-bin.000007:1000 end=0",
                "FORMAT_DESCRIPTION end=0",
                "QUERY end=" + first,
                "ROWS_QUERY " + (80 - more) + " end=" + (first + 100),
                "XID 1 end=" + (first + 127 + more),
                "ROTATE mysql-bin.000008:504 end=0",
                "FORMAT_DESCRIPTION end=0",
                "QUERY end=" + second,
                "ROWS_QUERY 80 end=" + (second + 100 + more),
                "XID 2 end=" + (second + 127 + more + more));
    }

    @Test
    void a_dump_may_begin_between_any_two_events_and_two_logs_that_overlap_come_as_one() throws Exception {
        TestLog diff = new TestLog("9.7.4", true);
        diff.in("mysql-bin.000007", 1000).transaction(100).transaction(200);
        TestLog tail = new TestLog("9.7.4", true);
        tail.in("mysql-bin.000007", 1000).transaction(100).transaction(200).transaction(300);
        long end = tail.position();

        VirtualSource from = serve(diff.save(dir.resolve("diff")), tail.save(dir.resolve("tail")));
        dump(from, "mysql-bin.000007", 1000 + 42);

        expect(
                "ROTATE mysql-bin.000007:1042 end=0",
                "FORMAT_DESCRIPTION end=0",
                "ROWS_QUERY 76 end=1142",
                "XID 1 end=1173",
                "QUERY end=1215",
                "ROWS_QUERY 176 end=1415",
                "XID 2 end=1446");
        String format = next();
        assertTrue(
                format.startsWith("FORMAT_DESCRIPTION") || format.startsWith("QUERY"),
                "a second description may stand where another log begins: " + format);
        List<String> rest = List.of(format, next(), next(), next());
        assertTrue(rest.contains("XID 3 end=" + end), rest.toString());
    }

    @Test
    void when_all_is_sent_heartbeats_name_the_file_and_the_position_that_were_reached() throws Exception {
        TestLog log = new TestLog("8.0.33", true);
        log.in("mysql-bin.000007", 1000).transaction(100);
        log.in("mysql-bin.000008", 4).transaction(100);
        long end = log.position();

        dump(serve(log.save(dir.resolve("a"))), "mysql-bin.000007", 1000);

        for (int i = 0; i < 9; i++) {
            next();
        }
        assertTrue(next().startsWith("XID 2 "));
        expect("HEARTBEAT end=" + end, "HEARTBEAT end=" + end);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xFFFFFF - 2, 0xFFFFFF - 1, 0xFFFFFF, 2 * 0xFFFFFF - 1, 40_000_000})
    void events_of_16_MiB_and_more_are_split_into_packets_and_put_together_again(int bytes) throws Exception {
        TestLog log = new TestLog("9.7.4", true);
        log.in("mysql-bin.000007", 4).transaction(bytes).transaction(100);

        dump(serve(log.save(dir.resolve("a"))), "mysql-bin.000007", 4);

        expect(
                "ROTATE mysql-bin.000007:4 end=0",
                "FORMAT_DESCRIPTION end=0",
                "QUERY end=46",
                "ROWS_QUERY " + (bytes - 24) + " end=" + (46 + bytes),
                "XID 1 end=" + (46 + bytes + 31),
                "QUERY end=" + (46 + bytes + 31 + 42));
    }

    @Test
    void a_position_inside_an_event_is_refused_and_remembered_as_a_problem() throws Exception {
        TestLog log = new TestLog("9.7.4", true);
        log.in("mysql-bin.000007", 1000).transaction(100);
        VirtualSource from = serve(log.save(dir.resolve("a")));

        dump(from, "mysql-bin.000007", 1001);

        expect("ROTATE mysql-bin.000007:1001 end=0");
        // The client is told first; its connection may be gone before the source has noted the problem.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (from.problem().isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertTrue(from.problem().isPresent());
        assertEquals("POSITION_INSIDE_EVENT", from.problem().get().code().name());
    }

    @Test
    void a_position_before_the_saved_logs_is_refused() throws Exception {
        TestLog log = new TestLog("9.7.4", true);
        log.in("mysql-bin.000007", 1000).transaction(100);
        VirtualSource from = serve(log.save(dir.resolve("a")));
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        BinaryLogClient dumper =
                new BinaryLogClient("127.0.0.1", from.port(), from.identity().user(), "");
        dumper.setBinlogFilename("mysql-bin.000006");
        dumper.setBinlogPosition(4);
        dumper.setKeepAlive(false);
        dumper.registerLifecycleListener(new BinaryLogClient.AbstractLifecycleListener() {
            @Override
            public void onCommunicationFailure(BinaryLogClient failed, Exception e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        });
        client = dumper::disconnect;
        dumper.connect(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));

        String failure = failures.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertTrue(String.valueOf(failure).contains("the saved logs begin at mysql-bin.000007:1000"), failure);
    }

    private static int loginError(VirtualSource from, String user) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "what the replica has for its real source");
        properties.setProperty("sslMode", "DISABLED");
        properties.setProperty("connectTimeout", "20000");
        properties.setProperty("socketTimeout", "20000");
        return assertThrows(
                        SQLException.class,
                        () -> DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + from.port() + "/", properties))
                .getErrorCode();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connector_j_is_let_in_with_both_plugins_by_the_one_time_user_alone(boolean sha2) throws IOException {
        TestLog log = new TestLog("9.7.4", true);
        log.in("mysql-bin.000007", 4).transaction(100);
        VirtualSource from = serve("9.7.4", sha2, log.save(dir.resolve("a")));

        // Behind the login the driver asks for variables that this source does not have.
        assertEquals(1193, loginError(from, from.identity().user()));
        assertEquals(1045, loginError(from, "root"));
        assertEquals(1045, loginError(from, ""));
    }

    @Test
    void two_sources_have_different_users_that_every_server_accepts() {
        SourceIdentity one = SourceIdentity.create(1, "5.6.24", "OFF", false);
        SourceIdentity other = SourceIdentity.create(1, "5.6.24", "OFF", false);

        assertTrue(one.user().matches("[A-Za-z0-9_]{16}"), one.user());
        assertTrue(!one.user().equals(other.user()));
        assertTrue(SourceIdentity.isOneTimeUser(one.user()));
    }
}
