package io.masterha.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.frame.EventType;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.LocalServer;
import io.masterha.node.NodeError;
import io.masterha.node.TestLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientApplyTest {
    private static BinlogPosition at(String text) {
        return BinlogPosition.parse(text);
    }

    /** Two source's files, the second without checksums; each transaction is 42 + 100 + 31 bytes, or 38 + 100 + 27. */
    private static VirtualBinlog binlog(Path dir) throws IOException {
        TestLog first = new TestLog("9.7.4", true);
        first.in("mysql-bin.000007", 1000).transaction(100).transaction(100).in("mysql-bin.000008", 4);
        TestLog second = new TestLog("9.7.4", false);
        second.in("mysql-bin.000008", 4).transaction(100);
        return VirtualBinlog.of(List.of(first.save(dir.resolve("first")), second.save(dir.resolve("second"))));
    }

    @Test
    void a_flat_log_is_one_valid_file_with_every_event_behind_the_position(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("flat");

        new FlatLog(binlog(dir), at("mysql-bin.000007:1173")).write(file);

        List<Integer> types = new ArrayList<>();
        try (LogReader reader = LogReader.open(file)) {
            while (reader.next()) {
                types.add(reader.type());
            }
            assertTrue(reader.end().orElseThrow().isClean(), reader.end().toString());
        }
        int q = EventType.QUERY;
        int r = EventType.ROWS_QUERY;
        int x = EventType.XID;
        assertEquals(List.of(EventType.FORMAT_DESCRIPTION, q, r, x, q, r, x), types);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void every_offset_in_a_flat_log_leads_to_the_end_of_the_last_whole_transaction_before_it(@TempDir Path dir)
            throws IOException {
        FlatLog flat = new FlatLog(binlog(dir), at("mysql-bin.000007:1000"));
        Path file = dir.resolve("flat");
        flat.write(file);

        List<String> found = new ArrayList<>();
        try (LogReader reader = LogReader.open(file)) {
            while (reader.next()) {
                found.add(flat.completeBefore(reader.offset()).toString());
            }
            found.add(flat.completeBefore(reader.size()).toString());
        }
        String start = "mysql-bin.000007:1000";
        String one = "mysql-bin.000007:1173";
        String two = "mysql-bin.000007:1346";
        String all = "mysql-bin.000008:169";
        assertEquals(List.of(start, start, start, start, one, one, one, two, two, two, all), found);
    }

    @Test
    void the_line_of_a_failed_statement_leads_to_its_event(@TempDir Path dir) throws IOException {
        Path text = Files.write(
                dir.resolve("sql"),
                "DELIMITER\n# at 4\nBINLOG '\nx\n'/*!*/;\n# at 126\nBEGIN\n# at 200\nINSERT INTO t VALUES('\n# at 5x\n')\n# at 300\nCOMMIT\n"
                        .getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(0, SqlText.eventAt(text, 1));
        assertEquals(4, SqlText.eventAt(text, 3));
        assertEquals(126, SqlText.eventAt(text, 7));
        assertEquals(200, SqlText.eventAt(text, 9));
        assertEquals(200, SqlText.eventAt(text, 11));
        assertEquals(300, SqlText.eventAt(text, 13));
    }

    @Test
    void the_client_s_words_name_the_failed_line() {
        assertEquals(
                OptionalLong.of(7439),
                SqlText.failedLine("ERROR 1062 (23000) at line 7439: Duplicate entry '777777' for key 'PRIMARY'"));
        assertEquals(OptionalLong.empty(), SqlText.failedLine("ERROR 2002 (HY000): Can't connect"));
    }

    @Test
    void the_login_is_a_file_that_only_we_may_read_and_it_is_gone_afterwards(@TempDir Path dir) throws IOException {
        Path login;
        try (ClientFiles files = ClientFiles.in(dir)) {
            login = files.login(new LocalServer("127.0.0.1", 3306, "root", "a\"b\\n#c"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(login)));
            assertTrue(Files.readString(login).contains("password=\"a\"b\\\\n#c\"\n"));
        }
        assertFalse(Files.exists(login));
        try (var left = Files.list(dir)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void after_a_killed_run_nothing_is_applied_until_somebody_has_looked(@TempDir Path dir) throws IOException {
        Path marker = dir.resolve("marker");
        ClientApply.requireNoneInDoubt(marker);
        Files.writeString(marker, "");

        Problem problem = assertThrows(Problem.class, () -> ClientApply.requireNoneInDoubt(marker));
        assertEquals(NodeError.UNKNOWN_POSITION, problem.code());
    }
}
