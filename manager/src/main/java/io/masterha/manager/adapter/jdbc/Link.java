package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.adapter.Deadlines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One connection to a server, on which every statement has a deadline. */
final class Link implements AutoCloseable {
    private static final int GOODBYE_MILLIS = 200;
    private final Connection connection;
    private final SocketChannel channel;
    private boolean broken;
    private long usedNanos = System.nanoTime();

    Link(Connection connection, SocketChannel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - usedNanos);
    }

    /** Runs one statement and returns its rows, none if it has no result set. */
    List<Row> run(String sql, Duration limit) throws SQLException {
        List<List<Row>> answers = new ArrayList<>();
        run(List.of(sql), limit, answers);
        return answers.get(0);
    }

    /**
     * Runs statements that are sent in one message; each begins when the one before has ended, and none after one that fails.
     *
     * @param answers gets the rows of each, none if it has no result set; behind a failure they tell how many succeeded
     */
    void run(List<String> sql, Duration limit, List<List<Row>> answers) throws SQLException {
        try (Deadlines.Armed armed = Deadlines.arm(limit, () -> cut(channel))) {
            connection.setNetworkTimeout(Runnable::run, millis(limit));
            try (Statement statement = connection.createStatement()) {
                boolean hasRows = statement.execute(String.join("; ", sql));
                answers.add(hasRows ? rows(statement.getResultSet()) : List.of());
                while (answers.size() < sql.size()) {
                    hasRows = statement.getMoreResults();
                    answers.add(hasRows ? rows(statement.getResultSet()) : List.of());
                }
            } catch (SQLException e) {
                broken = ConnectionFailure.isConnectionGone(e) || armed.hasFired();
                throw armed.hasFired() ? ConnectionFailure.timedOut(limit, e) : e;
            }
        } finally {
            usedNanos = System.nanoTime();
        }
    }

    /**
     * Watches the idle connection until the limit passes or something arrives on it.
     *
     * <p>A server sends nothing that it was not asked for, so anything that arrives (the end of the stream, a reset, a last
     * error before a shutdown) means that the connection broke.
     */
    boolean awaitBreak(Selector selector, Duration limit) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        int arrived = selector.selectNow();
        long left = limit.toMillis();
        while (arrived == 0 && left > 0 && !Thread.currentThread().isInterrupted()) {
            arrived = selector.select(left);
            left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        }
        key.cancel();
        selector.selectNow();
        channel.configureBlocking(true);
        broken = arrived > 0;
        return broken;
    }

    /** Whether the connection broke while it was idle; does not ask the server. */
    boolean hasBroken() {
        if (broken || !channel.isOpen()) {
            return true;
        }
        try {
            channel.configureBlocking(false);
            broken = channel.read(ByteBuffer.allocate(1)) != 0;
            channel.configureBlocking(true);
        } catch (IOException e) {
            broken = true;
        }
        return broken;
    }

    private static List<Row> rows(ResultSet result) throws SQLException {
        List<Row> rows = new ArrayList<>();
        ResultSetMetaData columns = result.getMetaData();
        while (result.next()) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String value = result.getString(i);
                if (value != null) {
                    values.put(columns.getColumnLabel(i), value);
                }
            }
            rows.add(new Row(values));
        }
        return rows;
    }

    static int millis(Duration limit) {
        return (int) Math.max(1, Math.min(limit.toMillis(), Integer.MAX_VALUE));
    }

    /** Closes a channel from another thread; what waits on it fails at once. */
    static void cut(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Ends the connection without waiting for the server. */
    @Override
    public void close() {
        try {
            // COM_QUIT is sent so that the server does not count an aborted client; nothing is waited for.
            if (!broken && channel.isOpen() && channel.isBlocking()) {
                // TLS reads until the other side says goodbye too, which one that stands still never does.
                connection.setNetworkTimeout(Runnable::run, GOODBYE_MILLIS);
                connection.close();
            }
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            broken = true;
        } finally {
            broken = true;
            cut(channel);
        }
    }
}
