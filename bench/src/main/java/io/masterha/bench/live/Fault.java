package io.masterha.bench.live;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens to the source, and in which state its three replicas are then. */
public enum Fault {
    CURRENT("SIGKILL, replicas current", "1 s"),
    LAGGING("SIGKILL, two replicas lagging", "1 s, at worst 2 s"),
    TAIL("SIGKILL, every replica lagging: the newest is on the failed source only", "1.3 s"),
    GONE("host gone", "10 s"),
    STOPPED("mysqld hangs (SIGSTOP)", "10 s, fenced"),
    PAUSED("host paused, with a shutdown_script", "10 s"),
    CUT("network cut", "10 s, or refused by policy");

    private static final Duration WHILE = Duration.ofSeconds(1);
    private final String title;
    private final String goal;

    Fault(String title, String goal) {
        this.title = title;
        this.goal = goal;
    }

    public String title() {
        return title;
    }

    public String goal() {
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
