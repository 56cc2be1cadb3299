package io.masterha.manager.step;

import io.masterha.manager.port.ClientSession;
import java.util.List;
import java.util.Locale;

/** Which connections of a source write for too long; MHA's rule, and open transactions that have changed rows. */
public final class LongWrites {
    private LongWrites() {}

    /** Those that have lasted longer than the limit, whole seconds. */
    public static List<ClientSession> of(List<ClientSession> clients, long limitSeconds) {
        return clients.stream().filter(c -> isLong(c, limitSeconds)).toList();
    }

    private static boolean isLong(ClientSession client, long limitSeconds) {
        boolean runsLong = !client.isIdle() && client.seconds() > limitSeconds && !isReading(client.statement());
        return runsLong || client.writingSeconds() > limitSeconds;
    }

    private static boolean isReading(String statement) {
        String text = statement.strip().toLowerCase(Locale.ROOT);
        return text.isEmpty() || text.startsWith("select") || text.startsWith("show");
    }
}
