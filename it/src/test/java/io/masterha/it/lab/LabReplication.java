package io.masterha.it.lab;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The replication statements of the lab, in the words of each flavour. */
public final class LabReplication {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final Flavour flavour;
    private final ReplicationMode mode;

    LabReplication(Flavour flavour, ReplicationMode mode) {
        this.flavour = flavour;
        this.mode = mode;
    }

    /** Lets a replica to which nothing was written yet follow another server. */
    public void follow(LabHost replica, LabHost source) {
        if (!status(replica).isEmpty()) {
            replica.run(flavour.hasSourceWords() ? "STOP REPLICA" : "STOP SLAVE");
        }
        begin(source, List.of(replica));
    }

    /** Lets fresh replicas follow a fresh source from its current position. */
    void begin(LabHost source, List<LabHost> replicas) {
        Map<String, String> at = end(source);
        for (LabHost replica : replicas) {
            replica.run(follow(source, at.getOrDefault("File", ""), at.getOrDefault("Position", "")));
            replica.run(flavour.hasSourceWords() ? "START REPLICA" : "START SLAVE");
            replica.run("SET GLOBAL " + (flavour.hasSourceWords() ? "super_read_only" : "read_only") + " = 1");
        }
        for (LabHost replica : replicas) {
            Until.holds(replica + " replicates", LIMIT, () -> isRunning(replica), () -> status(replica)
                    .toString());
        }
    }

    private String follow(LabHost source, String file, String position) {
        if (flavour.hasSourceWords()) {
            return "CHANGE REPLICATION SOURCE TO SOURCE_HOST='" + source.address()
                    + "', SOURCE_PORT=" + source.port()
                    + ", SOURCE_USER='repl', SOURCE_PASSWORD='replpw', GET_SOURCE_PUBLIC_KEY=1,"
                    + " SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=86400, "
                    + (mode == ReplicationMode.GTID
                            ? "SOURCE_AUTO_POSITION=1"
                            : "SOURCE_LOG_FILE='" + file + "', SOURCE_LOG_POS=" + position);
        }
        String account = "CHANGE MASTER TO MASTER_HOST='" + source.address() + "', MASTER_PORT=" + source.port()
                + ", MASTER_USER='repl', MASTER_PASSWORD='replpw', MASTER_CONNECT_RETRY=1, ";
        String at = "MASTER_LOG_FILE='" + file + "', MASTER_LOG_POS=" + position;
        if (flavour.isMariaDb()) {
            // MariaDB 11.4 and later verify certificates, which the lab does not have.
            return account + "MASTER_SSL=0, "
                    + (mode == ReplicationMode.GTID ? "MASTER_USE_GTID=slave_pos" : at + ", MASTER_USE_GTID=no");
        }
        return account + (mode == ReplicationMode.GTID ? "MASTER_AUTO_POSITION=1" : at);
    }

    /**
     * Runs statements on the source of replicas and waits until every one has executed them: who logs in with an account
     * that the source was just given may be quicker than a replica.
     */
    public void everywhere(LabHost source, List<LabHost> replicas, List<String> statements) {
        statements.forEach(source::run);
        Map<String, String> at = end(source);
        String wait = (flavour.hasSourceWords() ? "SOURCE" : "MASTER") + "_POS_WAIT('" + at.getOrDefault("File", "")
                + "', " + at.getOrDefault("Position", "") + ", 1)";
        for (LabHost replica : replicas) {
            Until.holds(
                    replica + " has executed what " + source + " was told",
                    LIMIT,
                    () -> Integer.parseInt(replica.value("SELECT COALESCE(" + wait + ", -1)")) >= 0,
                    () -> status(replica).toString());
        }
    }

    private Map<String, String> end(LabHost source) {
        return row(source, flavour == Flavour.MYSQL_97 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
    }

    public void stopReceiver(LabHost replica) {
        replica.run(flavour.hasSourceWords() ? "STOP REPLICA IO_THREAD" : "STOP SLAVE IO_THREAD");
    }

    public void startReceiver(LabHost replica) {
        replica.run(flavour.hasSourceWords() ? "START REPLICA IO_THREAD" : "START SLAVE IO_THREAD");
    }

    public void stopApplier(LabHost replica) {
        replica.run(flavour.hasSourceWords() ? "STOP REPLICA SQL_THREAD" : "STOP SLAVE SQL_THREAD");
    }

    public void startApplier(LabHost replica) {
        replica.run(flavour.hasSourceWords() ? "START REPLICA SQL_THREAD" : "START SLAVE SQL_THREAD");
    }

    /** What the replica says of its replication; empty if it has none. */
    public Map<String, String> status(LabHost replica) {
        return row(replica, flavour.hasSourceWords() ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS");
    }

    /** Whether it receives and applies. */
    public boolean isRunning(LabHost replica) {
        Map<String, String> status = status(replica);
        return receives(status) && applies(status);
    }

    /** Whether it receives from and applies the events of this source. */
    public boolean follows(LabHost replica, LabHost source) {
        return isRunning(replica) && pointsAt(replica, source);
    }

    /** The same of any of these sources, asked once on a connection that is there already. */
    public boolean followsOneOf(List<LabHost> sources, Sql replica) throws SQLException {
        List<Map<String, String>> rows =
                replica.rows(flavour.hasSourceWords() ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS");
        return rows.stream()
                .anyMatch(status -> receives(status)
                        && applies(status)
                        && sources.stream().anyMatch(source -> names(status, source)));
    }

    /** Whether its settings name this source. */
    public boolean pointsAt(LabHost replica, LabHost source) {
        return names(status(replica), source);
    }

    private boolean names(Map<String, String> status, LabHost source) {
        String host = status.getOrDefault(flavour.hasSourceWords() ? "Source_Host" : "Master_Host", "");
        String port = status.getOrDefault(flavour.hasSourceWords() ? "Source_Port" : "Master_Port", "");
        return port.equals(String.valueOf(source.port()))
                && (host.equals(source.address()) || host.equals(source.name()));
    }

    /** Lets it execute only what is so many seconds old. */
    public void delay(LabHost replica, int seconds) {
        replica.run(flavour.hasSourceWords() ? "STOP REPLICA" : "STOP SLAVE");
        replica.run(
                flavour.hasSourceWords()
                        ? "CHANGE REPLICATION SOURCE TO SOURCE_DELAY=" + seconds
                        : "CHANGE MASTER TO MASTER_DELAY=" + seconds);
        replica.run(flavour.hasSourceWords() ? "START REPLICA" : "START SLAVE");
    }

    private boolean receives(Map<String, String> status) {
        return "Yes".equals(status.get(flavour.hasSourceWords() ? "Replica_IO_Running" : "Slave_IO_Running"));
    }

    private boolean applies(Map<String, String> status) {
        return "Yes".equals(status.get(flavour.hasSourceWords() ? "Replica_SQL_Running" : "Slave_SQL_Running"));
    }

    private static Map<String, String> row(LabHost host, String sql) {
        try (Sql session = host.admin()) {
            List<Map<String, String>> rows = session.rows(sql);
            return rows.isEmpty() ? Map.of() : rows.get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(host + ": " + sql + ": " + e.getMessage(), e);
        }
    }
}
