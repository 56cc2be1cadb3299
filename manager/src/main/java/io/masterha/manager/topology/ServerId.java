package io.masterha.manager.topology;

/**
 * Names one server instance: host name as the operator configured it, and port.
 *
 * <p>Two instances on one host are two servers; nothing in the manager is keyed by host name alone.
 */
public record ServerId(String host, int port) implements Comparable<ServerId> {
    private static final int USUAL_PORT = 3306;

    public ServerId {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a server: " + host + ":" + port);
        }
    }

    /** Reads what {@link #toString} prints: {@code db1} or {@code db1:3307}. */
    public static ServerId parse(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? new ServerId(text, USUAL_PORT)
                : new ServerId(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public int compareTo(ServerId other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return port == USUAL_PORT ? host : host + ":" + port;
    }
}
