package io.masterha.manager.app.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.World;
import io.masterha.manager.execute.Journal;
import io.masterha.manager.execute.SwitchoverReport.Outcome;
import io.masterha.manager.plan.SwitchoverOrder;
import io.masterha.manager.port.Following;
import io.masterha.manager.step.Facts;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is left for a human after a switchover, as commands to type. */
final class SwitchoverAdvice {
    private SwitchoverAdvice() {}

    /** Somebody has gone on by hand: nothing is opened or closed by a journal that is out of date. */
    static List<String> finishedByHand(Journal journal) {
        return List.of("if somebody has finished it by hand: mv " + journal.location() + " " + journal.location()
                + ".finished-by-hand, then masterha-check-repl --conf=FILE");
    }

    static List<String> next(
            World world,
            Outcome outcome,
            Topology topology,
            SwitchoverOrder order,
            Map<ServerId, String> lost,
            Journal journal) {
        ServerId old = topology.source().id();
        List<String> next = new ArrayList<>();
        switch (outcome) {
            case SWITCHED -> {
                if (!order.oldFollows()) {
                    next.add(old + " stays read-only and follows nobody; to make it a replica: on " + old + ": "
                            + follow(world, old, topology, order, journal));
                }
                lost.keySet()
                        .forEach(id ->
                                next.add("make " + id + " follow " + order.newSource() + before(topology, old, journal)
                                        + ": on " + id + ": "
                                        + follow(world, id, topology, order, journal)));
                if (order.stopsEvents()) {
                    next.add("events ran on " + old + ": on " + order.newSource()
                            + ": SET GLOBAL event_scheduler=ON, and ALTER EVENT ... ENABLE for each in"
                            + " information_schema.events");
                }
            }
            case STUCK -> {
                next.add("masterha-switch --conf=FILE goes on from " + journal.location());
                next.add("or by hand: if " + order.newSource() + " takes no writes and has taken none, on " + old
                        + ": SET GLOBAL read_only=0, then move the journal away");
            }
            case UNDONE, REFUSED -> {
                // Nothing is left to do.
            }
        }
        return next;
    }

    /** By position it begins where the new source did, and must have everything that came before. */
    private static String before(Topology topology, ServerId old, Journal journal) {
        return topology.gtid()
                ? ""
                : ", not before it has executed " + old
                        + journal.position(Facts.FINAL)
                                .map(end -> " up to " + end)
                                .orElse(" to its end");
    }

    /** The exact statements, if the server can be asked for its dialect. */
    private static String follow(
            World world, ServerId server, Topology topology, SwitchoverOrder order, Journal journal) {
        Following following =
                new Following(order.newSource(), topology.gtid() ? Optional.empty() : journal.position(Facts.START));
        try {
            return world.servers().session(server).howToFollow(following);
        } catch (Problem unreachable) {
            return "make it follow " + following;
        }
    }
}
