package io.masterha.manager.adapter.jdbc;

import io.masterha.binlog.Problem;
import io.masterha.manager.topology.ServerId;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Whether one server is waited for no more; what waits for it at that moment is cut off. */
final class GivenUp {
    /** Where the channels are found that somebody waits on. */
    private final Set<Supplier<Optional<SocketChannel>>> awaited = ConcurrentHashMap.newKeySet();

    private volatile boolean isNow;

    /** One wait, which ends when the result is closed. */
    interface Wait extends AutoCloseable {
        @Override
        void close();
    }

    boolean isNow() {
        return isNow;
    }

    void now() {
        isNow = true;
        awaited.forEach(GivenUp::cut);
    }

    /** @param channel what is waited on, perhaps not yet there */
    Wait await(Supplier<Optional<SocketChannel>> channel) {
        awaited.add(channel);
        if (isNow) {
            cut(channel);
        }
        return () -> awaited.remove(channel);
    }

    private static void cut(Supplier<Optional<SocketChannel>> channel) {
        channel.get().ifPresent(Link::cut);
    }

    static Problem problem(ServerId id) {
        return Problem.of(DatabaseError.SERVER_UNREACHABLE, id + " is not asked any more")
                .why("it is dead by the rules of the detection; the log says what was seen")
                .next("its own failover replaces it");
    }
}
