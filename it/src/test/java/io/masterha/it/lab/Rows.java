package io.masterha.it.lab;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The judge of every scenario: acknowledged rows against present rows, and whether all servers hold the same. */
public final class Rows {
    private static final Duration CATCH_UP = Duration.ofMinutes(2);

    private Rows() {}

    /** The acknowledged rows that this server does not have. */
    public static Set<Long> missing(Writer writer, LabHost server) {
        Set<Long> missing = new TreeSet<>(writer.acknowledgedIds());
        missing.removeAll(present(server));
        return missing;
    }

    /** The rows of the writer that this server has. */
    public static Set<Long> present(LabHost server) {
        try (Sql session = server.admin()) {
            return session.rows("SELECT id FROM lab.acks").stream()
                    .map(r -> Long.valueOf(r.getOrDefault("id", "")))
                    .collect(Collectors.toSet());
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": the rows could not be read", e);
        }
    }

    /** Waits until all servers hold the same tables with the same rows; fails with what differs. */
    public static void becomeEqual(List<LabHost> servers) {
        Until.holds(
                servers + " hold the same rows",
                CATCH_UP,
                () -> servers.stream().map(Rows::checksums).distinct().count() == 1,
                () -> {
                    List<String> seen = new ArrayList<>();
                    servers.forEach(s -> seen.add(s + " " + checksums(s)));
                    return String.join("; ", seen);
                });
    }

    /** Rows and checksum of every table of the schema lab. */
    public static Map<String, String> checksums(LabHost server) {
        Map<String, String> sums = new TreeMap<>();
        try (Sql session = server.admin()) {
            for (Map<String, String> table : session.rows("SHOW TABLES FROM lab")) {
                String name = "lab." + table.values().iterator().next();
                Map<String, String> sum = session.rows("CHECKSUM TABLE " + name).get(0);
                sums.put(
                        name, session.value("SELECT COUNT(*) FROM " + name) + " rows, checksum " + sum.get("Checksum"));
            }
            return sums;
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": the tables could not be compared", e);
        }
    }
}
