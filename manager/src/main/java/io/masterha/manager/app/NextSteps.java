package io.masterha.manager.app;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is left for a human after a failover, as commands and statements to type. */
final class NextSteps {
    private static final String MANAGER = "start masterha-manager again with --ignore_last_failover";

    private final World world;
    private final Journal journal;
    private final ServerId failed;
    private final List<String> next = new ArrayList<>();

    NextSteps(World world, Journal journal, ServerId failed) {
        this.world = world;
        this.journal = journal;
        this.failed = failed;
    }

    /** No server was promoted, or nobody can say whether one was: {@code chosen} is what the plan says. */
    List<String> notPromoted(Optional<ServerId> chosen) {
        journal.text(Facts.KEPT_DOWN).ifPresent(next::add);
        Optional<BinlogPosition> start = journal.position(Facts.START);
        if (start.isEmpty() || chosen.isEmpty()) {
            next.add("no server was promoted: mend the cause, then " + MANAGER
                    + ": it confirms that the source is dead and plans afresh; journal: " + journal.location());
            if (journal.isUnfinished()) {
                journal.receiving()
                        .forEach(id -> next.add("if " + failed + " is to serve again instead: " + start(id)));
            }
            return next;
        }
        next.add(
                chosen.get() + " was about to be opened: " + MANAGER + ", it finishes; journal: " + journal.location());
        next.add("if " + chosen.get() + " is lost as well: mv " + journal.location() + " " + journal.location()
                + ".given-up, then " + MANAGER + ", it plans afresh with the others");
        next.add("if clients write to " + chosen.get() + " already, its history went on at " + start.get());
        return next;
    }

    /** A server was promoted; perhaps not everything behind that was done. */
    List<String> promoted(ServerId newSource, Topology topology, Map<ServerId, String> lost, String error) {
        if (!error.isEmpty()) {
            next.add("start masterha-manager again: it finishes what is left; journal: " + journal.location());
        }
        lost.keySet().forEach(id -> next.add(follow(id, newSource, topology.gtid())));
        topology.replicas().stream()
                .filter(replica -> !replica.extraGtids().isEmpty())
                .forEach(replica -> next.add(replica.id() + " has transactions that never came from " + failed + ": "
                        + replica.extraGtids() + "; see what they are (mysqlbinlog on " + replica.id()
                        + ") and whether the others need them"));
        unsaved(topology)
                .ifPresent(from -> next.add("what only " + failed + " has: save it on its host before it is"
                        + " started or set up anew: save-binlogs --binlog-dir DIRECTORY --from " + from
                        + " --output what-only-" + failed.host() + "-has.binlog"));
        Optional<String> kept = journal.text(Facts.KEPT_DOWN);
        kept.ifPresent(next::add);
        next.add("keep " + failed + " from starting as it was: "
                + (kept.isPresent() ? "later" : "nothing holds it down, and") + " it would take writes beside "
                + newSource + " unless read_only=1 is in its configuration");
        return next;
    }

    /** Behind everything that was used: the replicas' logs, its own as far as it was saved, a binlog server's copy. */
    private Optional<BinlogPosition> unsaved(Topology topology) {
        if (journal.savedLog(Facts.TAIL).isPresent()
                && journal.savedLog(Facts.AFTER_TAIL).isEmpty()) {
            return Optional.empty();
        }
        BinlogPosition reached = topology.mostAdvanced().orElseThrow().received();
        return Optional.of(Tail.longest(failed, topology.binlogServers(), journal)
                .map(tail -> Tail.endOf(tail.log(), reached))
                .orElse(reached));
    }

    /** A replica that was left out, by how it stands now. */
    private String follow(ServerId id, ServerId newSource, boolean gtid) {
        Optional<String> only = journal.text(Facts.onlyAt(id));
        if (only.isPresent()) {
            return "do not point " + id + " at " + newSource + " before its relay logs are saved: nobody else has "
                    + only.get() + "; START REPLICA SQL_THREAD executes them there, read-only, for a look";
        }
        boolean isComplete = gtid || journal.position(Facts.appliedAt(id)).isPresent();
        if (!isComplete) {
            return id + " lacks what the others have: restore it from a backup of " + newSource
                    + ", then make it follow " + newSource;
        }
        Optional<String> followed = journal.text(Facts.pointedAwayFrom(id));
        try {
            Optional<ReplicationStatus> replication =
                    world.servers().session(id).status().replication();
            boolean isPointed = followed.isPresent()
                    && replication
                            .map(r -> !followed.get().equals(r.sourceHost() + ":" + r.sourcePort()))
                            .orElse(false);
            String mend =
                    replication.map(ReplicationStatus::applierError).orElse("").isEmpty()
                            ? "on " + id + ": "
                            : "on " + id + ", when the cause of its applier's error is mended: ";
            if (isPointed) {
                return mend + world.servers().session(id).howToStart() + " (it points at " + newSource
                        + " already: a second time it would execute everything again)";
            }
            Optional<BinlogPosition> from = gtid ? Optional.empty() : journal.position(Facts.START);
            return mend + world.servers().session(id).howToFollow(new Following(newSource, from));
        } catch (Problem unreachable) {
            return "when " + id + " answers again: make it follow " + newSource
                    + (gtid
                            ? " by GTID"
                            : journal.position(Facts.START)
                                    .map(p -> " from " + p)
                                    .orElse(""))
                    + (followed.isPresent() ? ", unless it does already" : "");
        }
    }

    private String start(ServerId id) {
        return start(world, id);
    }

    /** How replication is started on a server, in its own words if it answers. */
    static String start(World world, ServerId id) {
        try {
            return "on " + id + ": " + world.servers().session(id).howToStart();
        } catch (Problem unreachable) {
            return "on " + id + ", when it answers again: start replication";
        }
    }
}
