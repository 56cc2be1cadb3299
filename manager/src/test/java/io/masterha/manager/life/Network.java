package io.masterha.manager.life;

import java.util.HashMap;
import java.util.Map;

/** Who reaches whom: the manager, the clients and the hosts by name; a cut loses every packet, both ways. */
final class Network {
    static final String MANAGER = "manager";
    static final String CLIENTS = "clients";

    private final Map<String, Long> cutUntil = new HashMap<>();

    void cut(String one, String other, long untilNanos) {
        cutUntil.merge(pair(one, other), untilNanos, Math::max);
    }

    boolean isOpen(String one, String other, long now) {
        return now >= cutUntil.getOrDefault(pair(one, other), 0L);
    }

    void heal() {
        cutUntil.clear();
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
    }
}
