package io.masterha.bench.live;

import io.masterha.bench.Goal;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens to the source, and in which state its three replicas are then. */
public enum Fault {
    CURRENT("SIGKILL, replicas current", Goal.seconds(1)),
    LAGGING("SIGKILL, two replicas lagging", Goal.seconds(1).atWorst(2)),
    TAIL("SIGKILL, every replica lagging: the newest is on the failed source only", Goal.seconds(1.3)),
    GONE("host gone", Goal.seconds(10)),
    STOPPED("mysqld hangs (SIGSTOP), fenced first", Goal.seconds(10)),
    PAUSED("host paused, with a shutdown_script", Goal.seconds(10)),
    CUT("network cut, `fence=best_effort`", Goal.seconds(10));

    private static final Duration WHILE = Duration.ofSeconds(1);
    private final String title;
    private final Goal goal;

    Fault(String title, Goal goal) {
        this.title = title;
        this.goal = goal;
    }

    public String title() {
        return title;
    }

    public Goal goal() {
        return goal;
    }

    /** Whether every acknowledged row can be on a disk that answers. */
    boolean losesNothing() {
        return this == CURRENT || this == LAGGING || this == TAIL || this == STOPPED;
    }

    /** Lets the application write, brings the replicas into that state and breaks the source; the moment it broke. */
    Instant strike(List<LabHost> hosts, LabReplication replication, Writer writer) {
        writes(writer);
        if (this == LAGGING || this == TAIL) {
            replication.stopReceiver(hosts.get(3));
            writes(writer);
            replication.stopReceiver(hosts.get(2));
            writes(writer);
        }
        if (this == TAIL) {
            replication.stopReceiver(hosts.get(1));
            writes(writer);
        }
        LabHost source = hosts.get(0);
        return switch (this) {
            case CURRENT, LAGGING, TAIL -> source.killServer();
            case GONE -> source.powerOff();
            case STOPPED -> source.freezeServer();
            case PAUSED -> {
                Instant before = Instant.now();
                source.pause();
                yield before;
            }
            case CUT -> source.cutOff();
        };
    }

    private static void writes(Writer writer) {
        writer.awaitAckAfter(Instant.now().plus(WHILE), WHILE.plusSeconds(10));
    }
}
