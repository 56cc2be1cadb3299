package io.masterha.manager.step;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The saved end of the failed source's history that is used: its own, or a binlog server's copy that reaches further.
 *
 * @param at on whose host it is
 */
public record Tail(ServerId at, SavedLog log) {
    /** The longest of those that were saved; of equal ones the failed source's own. */
    public static Optional<Tail> longest(ServerId source, List<ServerId> binlogServers, Facts facts) {
        List<Tail> tails = new ArrayList<>();
        facts.savedLog(Facts.TAIL).ifPresent(log -> tails.add(new Tail(source, log)));
        binlogServers.forEach(id -> facts.savedLog(Facts.copyOn(id)).ifPresent(log -> tails.add(new Tail(id, log))));
        Optional<Tail> longest = Optional.empty();
        for (Tail tail : tails) {
            if (longest.isEmpty() || tail.reachesFurtherThan(longest.get())) {
                longest = Optional.of(tail);
            }
        }
        return longest;
    }

    private boolean reachesFurtherThan(Tail other) {
        Optional<BinlogPosition> end = end();
        return end.isPresent() && other.end().filter(e -> !end.get().isAfter(e)).isEmpty();
    }

    /** Where it ends, in the failed source's coordinates; empty if there was nothing to save. */
    public Optional<BinlogPosition> end() {
        return endOf(log);
    }

    /** Up to where the failed source's history was to be had, from a saved log and from the replicas. */
    public static BinlogPosition endOf(SavedLog log, BinlogPosition reached) {
        return endOf(log).filter(end -> end.isAfter(reached)).orElse(reached);
    }

    static Optional<BinlogPosition> endOf(SavedLog log) {
        List<LogPiece> pieces = log.pieces();
        if (pieces.isEmpty()) {
            return Optional.empty();
        }
        LogPiece last = pieces.get(pieces.size() - 1);
        return Optional.of(new BinlogPosition(last.file(), last.to()));
    }
}
