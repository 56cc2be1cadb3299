package io.masterha.manager.sim;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.topology.ServerId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The node commands on the old source's host. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by name
final class ReturnNodes {
    private final ReturnWorld world;

    ReturnNodes(ReturnWorld world) {
        this.world = world;
    }

    SavedLog readBinlog(ServerId host, BinlogPosition from) {
        if (from.offset() == 4 && world.lost > 0 && world.server(host) == world.old) {
            // Since its start: what was there at the crash does not count.
            return log("", world.old.logged.size() - world.endAtCrash);
        }
        int behind = world.server(host).logged.size() - ReturnWorld.index(from);
        // After a crash a server goes on in another file: what lies between is no place of its log.
        if (behind < 0
                || (world.lost > 0
                        && ReturnWorld.index(from) > world.endAtCrash
                        && ReturnWorld.index(from) <= world.endAtCrash + world.lost)) {
            throw world.server(host).notThere(from);
        }
        return log("", behind);
    }

    SavedLog saveOwn(ServerId host, OwnTransactions own, String name) {
        return world.effect("save own of " + host, () -> {
            world.kept.put(name, tail(world.server(host), own));
            return log(name, tail(world.server(host), own).size());
        });
    }

    RewindRowsReply rewind(ServerId host, OwnTransactions own, String name, boolean dryRun) {
        ReturnServer server = world.server(host);
        if (dryRun) {
            return reply(name, tail(server, own), false);
        }
        return world.effect("rewind " + host, () -> {
            List<String> tail = tail(server, own);
            if (server.writable || server.follows.isPresent()) {
                throw new AssertionError(server + " is rewound");
            }
            boolean isDone = !server.rows.containsAll(tail);
            world.kept.put(name, tail);
            server.rows.removeAll(tail);
            return reply(name, tail, !isDone);
        });
    }

    private List<String> tail(ReturnServer server, OwnTransactions own) {
        if (own.from().isEmpty()) {
            Set<String> common = new HashSet<>(server.logged);
            common.retainAll(world.source.logged);
            return server.logged.stream().filter(t -> !common.contains(t)).toList();
        }
        int from = ReturnWorld.index(BinlogPosition.parse(own.from()));
        return from >= server.logged.size()
                ? List.of()
                : List.copyOf(server.logged.subList(from, server.logged.size()));
    }

    private RewindRowsReply reply(String name, List<String> tail, boolean done) {
        List<String> afterwards = world.gtid ? List.of("RESET", "SET") : List.of();
        return new RewindRowsReply(done, log(name, tail.size()), "", "", tail.size(), "", "", List.of(), afterwards, 1);
    }

    private SavedLog log(String path, int transactions) {
        return new SavedLog(path, 1, "", List.of(), false, transactions, "", 0, 0, "", "", "");
    }
}
