package io.masterha.it.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random transactions of all column types are undone, or refused, on a real server; {@code -Drows.seed=N} for others. */
@Tag("on-demand")
@Tag("rows")
class RewindIT {
    private static final long SEED = Long.getLong("rows.seed", 1);
    private static final int CHANGES = Integer.getInteger("rows.changes", 150);
    private static final String UNDO =
            "umask 077; cd /root; echo adminpw > pw;" + " /opt/node/bin/rewind-rows --password-file pw ";
    private static Lab lab;
    private static LabHost host;

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.start(Selected.flavour(), Selected.mode(), 1, "--binlog-format=ROW");
        host = lab.host(1);
        try (Stream<Path> files = Files.list(Repository.distribution().resolve("node"))) {
            host.put(
                    files.filter(file -> file.toString().endsWith(".tar.gz"))
                            .findFirst()
                            .orElseThrow(),
                    "/opt/node.tar.gz");
        }
        host.shell("mkdir -p /opt/node && tar -C /opt/node -xzf /opt/node.tar.gz");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /** What a scenario works on: rows before and after random transactions, and where in the log these begin. */
    private record Done(RandomRows rows, List<String> before, List<String> after, String from) {
        String undo(String more) {
            return host.shell(UNDO + "--from " + from + " --archive /root/" + from + ".tail "
                    + (more.startsWith("--user") ? more : "--user admin " + more) + " 2>&1; echo exit $?");
        }
    }

    private static Done done(long seed) throws SQLException {
        boolean mariadb = Selected.flavour().toString().startsWith("mariadb");
        boolean modern = !Selected.flavour().toString().equals("mysql:5.6");
        RandomRows rows = new RandomRows(seed, modern, mariadb);
        try (Sql session = host.admin()) {
            session.run("SET GLOBAL read_only = 0");
            session.run("SET SESSION sql_mode = ''");
            session.run("SET NAMES utf8mb4");
            for (String definition : rows.definitions()) {
                session.run(definition);
            }
            change(session, rows);
            List<String> before = content(session, rows);
            session.run("FLUSH LOGS");
            Map<String, String> status = session.rows(
                            Selected.flavour().toString().equals("mysql:9.7")
                                    ? "SHOW BINARY LOG STATUS"
                                    : "SHOW MASTER STATUS")
                    .get(0);
            change(session, rows);
            List<String> after = content(session, rows);
            session.run("SET GLOBAL read_only = 1");
            assertNotEquals(before, after);
            return new Done(rows, before, after, status.get("File") + ":" + status.get("Position"));
        }
    }

    private static void change(Sql session, RandomRows rows) throws SQLException {
        int worked = 0;
        for (int i = 0; i < CHANGES; i++) {
            if (i % 10 == 0) {
                session.run("BEGIN");
            }
            try {
                session.run(rows.change());
                worked++;
            } catch (SQLException foreignKey) {
                assertEquals(1452, foreignKey.getErrorCode(), foreignKey::getMessage);
            }
            if (i % 10 == 7) {
                session.run("COMMIT");
            }
        }
        session.run("COMMIT");
        assertTrue(worked > CHANGES * 0.9, "only " + worked + " statements worked");
    }

    private static List<String> content(Sql session, RandomRows rows) throws SQLException {
        List<String> content = new ArrayList<>();
        for (String table : rows.names()) {
            List<String> lines = new ArrayList<>();
            session.rows("SELECT * FROM " + table).forEach(row -> lines.add(table + " " + row));
            Collections.sort(lines);
            content.addAll(lines);
        }
        return content;
    }

    private static List<String> now(Done done) throws SQLException {
        try (Sql session = host.admin()) {
            session.run("SET NAMES utf8mb4");
            return content(session, done.rows);
        }
    }

    @Test
    void random_transactions_are_undone_and_once_more_is_no_harm() throws SQLException {
        Done done = done(SEED);
        String looked = done.undo("--dry-run");
        assertTrue(looked.endsWith("exit 0"), looked);
        assertEquals(done.after, now(done));
        String undone = done.undo("");
        assertTrue(undone.contains("undid ") && undone.endsWith("exit 0"), undone);
        assertEquals(done.before, now(done));
        String again = done.undo("");
        assertTrue(again.contains("a former run has undone them already") && again.endsWith("exit 0"), again);
        assertEquals(done.before, now(done));
        assertEquals("600", host.shell("stat -c %a /root/" + done.from + ".tail"));
    }

    @Test
    void a_row_that_somebody_changed_since_is_seen_and_nothing_is_changed() throws SQLException {
        Done done = done(SEED + 1);
        List<String> changed;
        try (Sql session = host.admin()) {
            session.run("SET NAMES utf8mb4");
            session.run("SET sql_log_bin = 0");
            session.run("UPDATE rewound.all_types SET bu = IF(bu = 1, 2, 1)");
            changed = content(session, done.rows);
        }
        assertNotEquals(done.after, changed);
        String refused = done.undo("");
        assertTrue(refused.contains("a row is no longer what the transactions left"), refused);
        assertTrue(refused.endsWith("exit 15"), refused);
        assertEquals(changed, now(done));
    }

    /** The server says no more than "unknown error" then, and nobody is to look for a row that was changed. */
    @Test
    void an_account_that_may_not_take_row_events_is_told_that_no_row_is_in_the_way() throws SQLException {
        assumeTrue(Selected.flavour().hasSourceWords(), "MySQL 8.0 and later have BINLOG_ADMIN");
        Done done = done(SEED + 3);
        notLogged("CREATE USER IF NOT EXISTS small IDENTIFIED BY 'adminpw'");
        notLogged("GRANT RELOAD, PROCESS, REPLICATION CLIENT, SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN, SELECT,"
                + " REPLICATION_APPLIER, XA_RECOVER_ADMIN ON *.* TO small");
        String refused = done.undo("--user small");
        assumeFalse(refused.endsWith("exit 0"), "to MySQL 8.0 REPLICATION_APPLIER is enough");
        assertTrue(refused.contains("and that is not because of a row"), refused);
        assertTrue(refused.endsWith("exit 15"), refused);
        assertEquals(done.after, now(done));
        notLogged("GRANT BINLOG_ADMIN ON *.* TO small");
        String undone = done.undo("--user small");
        assertTrue(undone.contains("undid ") && undone.endsWith("exit 0"), undone);
        assertEquals(done.before, now(done));
    }

    /** What is logged behind the transactions is undone with them, or cannot be. */
    private static void notLogged(String sql) throws SQLException {
        try (Sql session = host.admin()) {
            session.run("SET sql_log_bin = 0");
            session.run(sql);
        }
    }

    @Test
    void a_statement_without_inverse_and_a_server_that_is_open_for_writes_are_refused() throws SQLException {
        Done done = done(SEED + 2);
        host.run("SET GLOBAL read_only = 0");
        host.run("ALTER TABLE rewound.parent ADD COLUMN w INT");
        String refused = done.undo("");
        assertTrue(refused.contains("ALTER TABLE rewound.parent") && refused.contains("read_only is off"), refused);
        assertTrue(refused.endsWith("exit 15"), refused);
    }
}
