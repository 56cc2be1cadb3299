package io.masterha.it.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** An application: inserts a row every 5 ms into whatever server takes writes, and remembers what was acknowledged. */
final class DemoWriter implements Runnable {
    private static final int PAUSE_MILLIS = 5;

    private final List<DemoServer> servers;
    private final Set<Integer> acknowledged = new TreeSet<>();
    private volatile boolean stopped;
    private long connectedAt;
    private volatile long firstAfterKill;
    private volatile long killedAt;
    private Optional<Connection> connection = Optional.empty();
    private int next = 1;

    DemoWriter(List<DemoServer> servers) {
        this.servers = servers;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                write();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (SQLException e) {
                disconnect();
            } catch (InterruptedException e) {
                return;
            }
        }
        disconnect();
    }

    /** A row that was not acknowledged is tried again under a new number: its fate is unknown. */
    private void write() throws SQLException, InterruptedException {
        if (connection.isEmpty()) {
            connection = connect();
            connectedAt = System.nanoTime();
            if (connection.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                return;
            }
        }
        int id = next++;
        try (PreparedStatement insert = connection.get().prepareStatement("INSERT INTO demo.rows_written VALUES (?)")) {
            insert.setInt(1, id);
            insert.executeUpdate();
        }
        long now = System.nanoTime();
        synchronized (acknowledged) {
            acknowledged.add(id);
        }
        // The old source may still have acknowledged a row between the mark and the kill.
        boolean isOnNewSource = killedAt != 0 && connectedAt > killedAt;
        if (isOnNewSource && firstAfterKill == 0) {
            firstAfterKill = now;
        }
    }

    private Optional<Connection> connect() {
        for (DemoServer server : servers) {
            if (!server.isAlive()) {
                continue;
            }
            try {
                Connection candidate = server.connect(DemoServer.APPLICATION);
                if (isWritable(candidate)) {
                    return Optional.of(candidate);
                }
                candidate.close();
            } catch (SQLException notThisOne) {
                // the next one, or the next round
            }
        }
        return Optional.empty();
    }

    private static boolean isWritable(Connection candidate) throws SQLException {
        try (Statement statement = candidate.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@global.read_only")) {
            return row.next() && row.getInt(1) == 0;
        }
    }

    private void disconnect() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (SQLException alreadyGone) {
            // nothing is lost with it
        }
        connection = Optional.empty();
    }

    void markKill() {
        killedAt = System.nanoTime();
    }

    void stop() {
        stopped = true;
    }

    boolean writesAgain() {
        return firstAfterKill != 0;
    }

    /** From the kill to the first acknowledged write on the new source. */
    long outageMillis() {
        return (firstAfterKill - killedAt) / 1_000_000;
    }

    Set<Integer> acknowledged() {
        synchronized (acknowledged) {
            return Set.copyOf(acknowledged);
        }
    }
}
