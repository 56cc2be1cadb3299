package io.masterha.manager.app.failover;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.app.CloneAdvice;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.PurgedLogs;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is left for a human after a failover, as commands and statements to type. */
final class NextSteps {
    private final World world;
    private final Journal journal;
    private final ServerId failed;
    private final Cluster cluster;
    private final List<String> next = new ArrayList<>();

    NextSteps(World world, Cluster cluster, Journal journal, ServerId failed) {
        this.world = world;
        this.cluster = cluster;
        this.journal = journal;
        this.failed = failed;
    }

    /** The command that begins again, with the configuration as the operator gave it. */
    static String manager(Cluster cluster) {
        return cluster.named("masterha-manager --conf=FILE");
    }

    /** The command that finishes or undoes what is unfinished. */
    static String resume(Cluster cluster) {
        return manager(cluster) + " --resume";
    }

    private void keptDown() {
        journal.factNames().stream()
                .filter(name -> name.startsWith(Facts.KEPT_DOWN))
                .forEach(name -> next.add(journal.text(name).orElseThrow()));
    }

    /**
     * No server was promoted, or nobody can say whether one was: {@code chosen} is what the plan says.
     *
     * @param wasOpened whether it was opened, and is gone by now
     */
    List<String> notPromoted(Optional<ServerId> chosen, boolean wasOpened) {
        keptDown();
        Optional<BinlogPosition> start = journal.position(Facts.START);
        if (!Facts.isPastReturn(journal) || chosen.isEmpty()) {
            next.add("no server was promoted: mend the cause, then " + manager(cluster)
                    + " --ignore_last_failover confirms that the source is dead and plans afresh; journal: "
                    + journal.location());
            if (journal.isUnfinished()) {
                journal.receiving()
                        .forEach(id -> next.add("if " + failed + " is to serve again instead: " + start(id)));
            }
            return next;
        }
        boolean isGone = wasOpened
                || PlanningAgain.formers(journal).stream()
                        .anyMatch(former -> former.id().equals(chosen.get()));
        next.add((isGone
                        ? chosen.get() + " was promoted and is gone, and nobody could take its place: mend what the"
                                + " log names, or start " + chosen.get() + " again, then "
                        : chosen.get() + " was about to be opened: ")
                + resume(cluster) + " finishes; journal: " + journal.location());
        start.ifPresent(position ->
                next.add("if clients wrote to " + chosen.get() + " already, its history went on at " + position));
        return next;
    }

    /** A server was promoted; perhaps not everything behind that was done. */
    List<String> promoted(ServerId newSource, Topology topology, Map<ServerId, String> lost, String error) {
        if (!error.isEmpty()) {
            next.add(resume(cluster) + ": it finishes what is left; journal: " + journal.location());
        }
        lost.keySet().forEach(id -> next.addAll(follow(id, newSource, topology.gtid())));
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
        keptDown();
        next.add("keep " + failed + " from starting as it was: "
                + (kept.isPresent() ? "later" : "nothing holds it down, and") + " it would take writes beside "
                + newSource + " unless read_only=1 is in its configuration");
        next.add("to bring " + failed + " back behind " + newSource + ": "
                + cluster.named("masterha-rejoin --conf=FILE --server=" + failed)
                + (kept.isPresent() ? " --release, then start it; it is closed" : ", when it runs; it is closed")
                + " for writes at once and compared");
        return next;
    }

    /** Behind everything that was used: the replicas' logs, its own as far as it was saved, a binlog server's copy. */
    private Optional<BinlogPosition> unsaved(Topology topology) {
        if (journal.savedLog(Facts.TAIL).isPresent()
                && journal.savedLog(Facts.AFTER_TAIL).isEmpty()) {
            return Optional.empty();
        }
        boolean hasNothing = journal.savedLog(Facts.READ_LATE)
                .filter(log -> log.transactions() == 0 && log.damage().isEmpty())
                .isPresent();
        if (hasNothing) {
            return Optional.empty();
        }
        BinlogPosition reached = topology.mostAdvanced().orElseThrow().received();
        return Optional.of(Tail.longest(failed, topology.binlogServers(), journal)
                .map(tail -> Tail.endOf(tail.log(), reached))
                .orElse(reached));
    }

    /** A replica that was left out, by how it stands now. */
    private List<String> follow(ServerId id, ServerId newSource, boolean gtid) {
        boolean wasPromoted = PlanningAgain.formers(journal).stream()
                .anyMatch(former -> former.id().equals(id));
        if (wasPromoted) {
            return List.of(id + " was the source for a while: treat it like " + failed + ", it comes back with "
                    + cluster.named("masterha-rejoin --conf=FILE --server=" + id));
        }
        Optional<String> only = journal.text(Facts.onlyAt(id));
        if (only.isPresent()) {
            return List.of(
                    "do not point " + id + " at " + newSource + " before its relay logs are saved: nobody else has "
                            + only.get() + "; START REPLICA SQL_THREAD executes them there, read-only, for a look");
        }
        boolean isComplete = gtid || journal.position(Facts.appliedAt(id)).isPresent();
        if (!isComplete) {
            return anew(id, newSource, "could not be given what the others have");
        }
        Optional<String> followed = journal.text(Facts.pointedAwayFrom(id));
        try {
            Optional<ReplicationStatus> replication =
                    world.servers().session(id).status().replication();
            boolean isPointed = followed.isPresent()
                    && replication
                            .map(r -> !followed.get().equals(r.sourceHost() + ":" + r.sourcePort()))
                            .orElse(false);
            if (PurgedLogs.areToldBy(
                    replication.map(ReplicationStatus::receiverError).orElse(""))) {
                return anew(id, newSource, "lacks what is in no log of " + newSource + " any more");
            }
            String mend =
                    replication.map(ReplicationStatus::applierError).orElse("").isEmpty()
                            ? "on " + id + ": "
                            : "on " + id + ", when the cause of its applier's error is mended: ";
            if (isPointed) {
                return List.of(mend + world.servers().session(id).howToStart() + " (it points at " + newSource
                        + " already: a second time it would execute everything again)");
            }
            Optional<BinlogPosition> from = gtid ? Optional.empty() : journal.position(Facts.START);
            return List.of(mend + world.servers().session(id).howToFollow(new Following(newSource, from)));
        } catch (Problem unreachable) {
            return List.of("when " + id + " answers again: make it follow " + newSource
                    + (gtid
                            ? " by GTID"
                            : journal.position(Facts.START)
                                    .map(p -> " from " + p)
                                    .orElse(""))
                    + (followed.isPresent() ? ", unless it does already" : ""));
        }
    }

    private List<String> anew(ServerId id, ServerId newSource, String why) {
        List<String> steps = new ArrayList<>();
        steps.add(id + " " + why + ": it has to be set up anew, as follows");
        steps.addAll(new CloneAdvice(world).commands(id, newSource));
        return steps;
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
