package io.masterha.manager.app.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.ServerSettings;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.Servers;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ServerVersion;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the checks say about answers that real servers of the lab do not give. */
class ChecksTest {
    private static final ServerId S1 = new ServerId("s1", 3306);
    private static final ServerId S2 = new ServerId("s2", 3306);

    private final Map<ServerId, ServerStatus> statuses = new LinkedHashMap<>();
    private final Map<ServerId, Readiness> readiness = new LinkedHashMap<>();

    /** These checks only read what was answered before: nothing may be asked. */
    private static <T> T unasked(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    throw new AssertionError("asked: " + method);
                }));
    }

    private void server(ServerId id, String version, boolean isReplica, String binlogFilter) {
        BinlogPosition end = BinlogPosition.parse("b.000001:4");
        ReplicationStatus replication = new ReplicationStatus(
                "s1",
                3306,
                1,
                "repl",
                ReplicationStatus.Receiver.RUNNING,
                "",
                true,
                "",
                end,
                end,
                "",
                false,
                0,
                OptionalLong.of(0),
                Map.of(),
                "");
        statuses.put(
                id,
                new ServerStatus(
                        ServerVersion.parse(version),
                        id.equals(S1) ? 1 : 2,
                        "",
                        !isReplica,
                        gtids,
                        new ServerFiles("", "", "", ""),
                        new ServerSettings(true, true, false, false, 1, 1, binlogFilter),
                        new BinlogMark(end, ""),
                        isReplica ? Optional.of(replication) : Optional.empty()));
    }

    private boolean gtids;

    private void answers(ServerId id, Duration clockAhead, Duration doubt, Map<String, String> variables) {
        readiness.put(id, new Readiness("m@%", Set.of("SUPER"), List.of(), clockAhead, doubt, variables));
    }

    private Found look(Check check) {
        Found found = new Found(Set.of());
        try (Workers workers = Workers.sideBySide(1)) {
            World world = new World(
                    unasked(Servers.class),
                    unasked(Hosts.class),
                    unasked(NodeTools.class),
                    unasked(Hooks.class),
                    unasked(JournalStore.class),
                    unasked(Story.class),
                    unasked(Time.class),
                    Limits.USUAL,
                    workers);
            check.look(
                    new Seen(
                            world,
                            new Cluster("app", List.of()),
                            statuses,
                            readiness,
                            Optional.of(S1),
                            Optional.empty()),
                    found);
        }
        return found;
    }

    private static String only(List<?> all) {
        assertEquals(1, all.size(), all::toString);
        return all.get(0) instanceof Problem problem
                ? problem.sentence()
                : all.get(0).toString();
    }

    @Test
    void a_clock_that_is_off_by_more_than_can_be_measured_wrong_is_told() {
        answers(S1, Duration.ofMillis(2900), Duration.ZERO, Map.of());
        answers(S2, Duration.ofSeconds(-5), Duration.ofSeconds(1), Map.of());
        String said = only(look(new ClockCheck()).warnings());
        assertTrue(said.startsWith("s2: its clock is 5.0 s behind the manager's (measured to 1000 ms)"), said);
        readiness.clear();
        answers(S2, Duration.ofSeconds(5), Duration.ofMillis(2500), Map.of());
        assertEquals(List.of(), look(new ClockCheck()).warnings());
    }

    @Test
    void encrypted_logs_are_a_problem_unless_they_are_not_wanted() {
        server(S1, "9.7.1", false, "");
        server(S2, "9.7.1", true, "");
        answers(S1, Duration.ZERO, Duration.ZERO, Map.of("binlog_encryption", "ON"));
        answers(S2, Duration.ZERO, Duration.ZERO, Map.of("binlog_encryption", "OFF"));
        String problem = only(look(new EncryptionCheck(true, LossPolicy.REFUSE)).problems());
        assertTrue(problem.startsWith("binary and relay logs are encrypted on s1: "), problem);
        assertTrue(problem.contains("next: switch it off"), problem);
        Found unwanted = look(new EncryptionCheck(false, LossPolicy.REFUSE));
        assertEquals(List.of(), unwanted.problems());
        assertTrue(only(unwanted.warnings()).endsWith("will be lost"), unwanted.warnings()::toString);
    }

    @Test
    void families_do_not_mix_and_an_older_replica_is_told() {
        server(S1, "9.7.1", false, "");
        server(S2, "10.11.18-MariaDB", true, "");
        String problem = only(look(new VersionsCheck()).problems());
        assertTrue(problem.startsWith("s2 runs mariadb-10.11.18 and its source s1 runs mysql-9.7.1"), problem);
        server(S2, "8.0.46", true, "");
        Found older = look(new VersionsCheck());
        assertEquals(List.of(), older.problems());
        assertTrue(
                only(older.warnings()).startsWith("s2: its version mysql-8.0.46 is older"), older.warnings()::toString);
    }

    @Test
    void a_replica_with_gtids_that_follows_by_position_is_told_how_it_goes_on() {
        server(S1, "9.7.1", false, "");
        server(S2, "9.7.1", true, "");
        assertFalse(look(new SettingsCheck()).warnings().toString().contains("use_gtid_auto_pos"), "gtid_mode=OFF");
        gtids = true;
        server(S1, "9.7.1", false, "");
        server(S2, "9.7.1", true, "");
        List<String> told = look(new SettingsCheck()).warnings().stream()
                .filter(warning -> warning.contains("use_gtid_auto_pos"))
                .toList();
        assertTrue(only(told).startsWith("s2: gtid_mode=ON, but it follows by file and position"), told::toString);
        server(S2, "10.11.18-MariaDB", true, "");
        assertFalse(look(new SettingsCheck()).warnings().toString().contains("use_gtid_auto_pos"), "MariaDB");
    }

    @Test
    void binlog_filters_that_differ_are_refused() {
        server(S1, "9.7.1", false, "");
        server(S2, "9.7.1", true, "do=a");
        String problem = only(look(new FiltersCheck()).problems());
        assertTrue(problem.contains("s1: none; s2: do=a") && problem.contains("next: make them equal"), problem);
        server(S2, "9.7.1", true, "");
        assertEquals(List.of(), look(new FiltersCheck()).problems());
    }
}
