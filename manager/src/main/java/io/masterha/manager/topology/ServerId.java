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

    /** Reads what {@link #toString} prints: {@code db1}, {@code db1:3307} or {@code [2001:db8::1]:3307}. */
    public static ServerId parse(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        if (end > 0) {
            String rest = text.substring(end + 1);
            return new ServerId(
                    text.substring(1, end), rest.startsWith(":") ? Integer.parseInt(rest.substring(1)) : USUAL_PORT);
        }
        int colon = text.indexOf(':');
        boolean isAddress = colon != text.lastIndexOf(':');
        return colon < 0 || isAddress
                ? new ServerId(text, USUAL_PORT)
                : new ServerId(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    public boolean hasUsualPort() {
        return port == USUAL_PORT;
    }

    @Override
    public int compareTo(ServerId other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    /** Written out, as in {@link io.masterha.binlog.BinlogPosition}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ServerId that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return hasUsualPort() ? name : name + ":" + port;
    }
}
