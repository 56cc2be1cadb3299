package io.masterha.bench.live;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Sql;
import io.masterha.it.lab.Until;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the survivors of a failure until each of them is the new source or follows it, whoever manages them: on one connection each,
 * so that the asking is not what is measured.
 */
final class FollowWatch implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(25);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile Instant last = Instant.EPOCH;

    private FollowWatch() {}

    static FollowWatch begin(List<LabHost> survivors, LabReplication replication) {
        return begin(survivors, survivors, replication);
    }

    /** Asks some of them only, so that the asking costs the same however many there are. */
    static FollowWatch begin(List<LabHost> some, List<LabHost> survivors, LabReplication replication) {
        FollowWatch watch = new FollowWatch();
        for (LabHost host : some) {
            List<LabHost> others =
                    survivors.stream().filter(h -> !h.equals(host)).toList();
            Thread thread = new Thread(() -> watch.ask(host, others, replication), "bench-follow-" + host);
            thread.setDaemon(true);
            watch.threads.add(thread);
            thread.start();
        }
        return watch;
    }

    private void ask(LabHost host, List<LabHost> others, LabReplication replication) {
        while (!stopped) {
            try (Sql session = host.admin()) {
                while (!stopped) {
                    boolean isSource =
                            session.value("SELECT @@global.read_only").equals("0");
                    if (isSource || replication.followsOneOf(others, session)) {
                        settled();
                        return;
                    }
                    Until.passed(PACE);
                }
            } catch (SQLException busy) {
                Until.passed(PACE);
            }
        }
    }

    private synchronized void settled() {
        last = Instant.now();
    }

    /** When the last of them was settled. */
    Instant end(Duration limit) {
        Until.holds("all follow the new source", limit, () -> threads.stream().noneMatch(Thread::isAlive));
        return last;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
