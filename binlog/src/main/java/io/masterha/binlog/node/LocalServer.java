package io.masterha.binlog.node;

/** How a node command logs in to the server on its own host; travels on standard input only. */
public record LocalServer(String host, int port, String user, String password) {
    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
