package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.adapter.Deadlines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to one server; encrypted if the server can, in the clear if encryption cannot be agreed on. */
final class DatabaseConnector {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseConnector.class);

    static {
        // The driver would keep hold of the streams of every connection, to close those that nobody closed; ours are
        // closed.
        System.setProperty("com.mysql.cj.disableAbandonedConnectionCleanup", "true");
    }

    private final DatabaseTarget target;

    DatabaseConnector(DatabaseTarget target) {
        this.target = target;
    }

    /** Connects and logs in within the limit. */
    Link connect(Duration limit) throws SQLException {
        return connect(limit, new GivenUp());
    }

    /** The same, and no longer than the server is waited for. */
    Link connect(Duration limit, GivenUp givenUp) throws SQLException {
        long until = System.nanoTime() + limit.toNanos();
        try {
            return open("PREFERRED", limit, givenUp);
        } catch (SQLException e) {
            if (!ConnectionFailure.isTlsTrouble(e)) {
                throw e;
            }
            // MySQL 5.6 with TLS 1.0 only: the driver does not speak that any more and does not fall back by itself.
            Link plain = open("DISABLED", Duration.ofNanos(Math.max(1, until - System.nanoTime())), givenUp);
            LOG.debug("{}: not encrypted: {}", target.id(), ConnectionFailure.words(e));
            return plain;
        }
    }

    @SuppressWarnings("try") // the wait is held, not used
    private Link open(String sslMode, Duration limit, GivenUp givenUp) throws SQLException {
        long begin = System.nanoTime();
        WatchableSockets.Opened opened = WatchableSockets.expect();
        try (Deadlines.Armed armed = Deadlines.arm(limit, opened::cut);
                GivenUp.Wait waiting = givenUp.await(opened::channel)) {
            try {
                Connection connection = DriverManager.getConnection(url(), properties(sslMode, limit));
                DriverBuffers.lower(connection);
                DriverMaps.shrink(connection);
                LOG.debug("{}: login ({} us)", target.id(), (System.nanoTime() - begin) / 1000);
                return new Link(connection, opened.channel().orElseThrow());
            } catch (SQLException e) {
                opened.cut();
                throw armed.hasFired() ? ConnectionFailure.timedOut(limit, e) : e;
            }
        }
    }

    private String url() {
        String host = target.address().contains(":") ? "[" + target.address() + "]" : target.address();
        return "jdbc:mysql://" + host + ":" + target.id().port() + "/";
    }

    private Properties properties(String sslMode, Duration limit) {
        String millis = String.valueOf(Link.millis(limit));
        Properties properties = new Properties();
        properties.setProperty("user", target.admin().user());
        properties.setProperty("password", target.admin().password());
        properties.setProperty("sslMode", sslMode);
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", millis);
        properties.setProperty("socketTimeout", millis);
        properties.setProperty("socketFactory", WatchableSockets.class.getName());
        properties.setProperty("connectionAttributes", "program_name:masterha");
        properties.setProperty("sessionVariables", Dialect.sessionVariables());
        // Text protocol and no extra statements of the driver's: what is logged is what the server gets.
        properties.setProperty("useServerPrepStmts", "false");
        properties.setProperty("useLocalSessionState", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        // What a status tells takes four statements: one message instead of four (Wire.runAll).
        properties.setProperty("allowMultiQueries", "true");
        // 16 KB of each connection: answers are small, and a manager of many clusters has thousands of connections
        // (see DriverBuffers for those of the other direction).
        properties.setProperty("useReadAheadInput", "false");
        return properties;
    }
}
