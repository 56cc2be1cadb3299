package io.masterha.manager.execute;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.LogPiece;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.List;
import java.util.Optional;

/** What a failover may have lost; every failover ends with one. */
public sealed interface LossVerdict {
    /** One clause: none, bounded or unknown, and why. */
    String sentence();

    /** The word for reports and scripts. */
    String word();

    /** Nothing is lost, and this is how it is known. */
    record None(String how) implements LossVerdict {
        @Override
        public String sentence() {
            return "none: " + how;
        }

        @Override
        public String word() {
            return "none";
        }
    }

    /**
     * Something may be lost, not more than this.
     *
     * @param knownMissingBytes bytes of the failed source's binary log that were seen and are not on the new source
     */
    record Bounded(long knownMissingBytes, String bound) implements LossVerdict {
        @Override
        public String sentence() {
            return "bounded: " + bound;
        }

        @Override
        public String word() {
            return "bounded";
        }
    }

    /** It cannot be said. */
    record Unknown(String why) implements LossVerdict {
        @Override
        public String sentence() {
            return "unknown: " + why;
        }

        @Override
        public String word() {
            return "unknown";
        }
    }

    /** Judges a failover whose new source has executed everything that was to be had. */
    static LossVerdict judge(Topology topology, Facts facts, ServerId newSource) {
        Optional<BinlogPosition> seen = topology.source().seen();
        Optional<SavedLog> tail = facts.savedLog(Facts.TAIL);
        BinlogPosition reached = topology.mostAdvanced().orElseThrow().received();
        Optional<LossVerdict> later = facts.savedLog(Facts.AFTER_TAIL).flatMap(LossVerdict::loggedLater);
        if (later.isPresent()) {
            return later.get();
        }
        Optional<Tail> copy = Tail.longest(topology.source().id(), topology.binlogServers(), facts)
                .filter(longest -> !longest.at().equals(topology.source().id()));
        if (copy.isPresent() && copy.get().end().isPresent()) {
            return withCopy(topology, tail, copy.get());
        }
        if (tail.isPresent() && !tail.get().damage().isEmpty()) {
            return new Unknown(
                    "the failed source's binlog is damaged: " + tail.get().damage());
        }
        if (tail.isPresent()) {
            BinlogPosition end = endOfTail(tail.get(), reached);
            // Also if something was cut off: only ends of whole transactions are seen.
            if (seen.isPresent() && seen.get().isAfter(end)) {
                return new Unknown("the failed source's log ends at " + end + ", but it was seen at " + seen.get());
            }
            return new None(
                    tail.get().isEmpty()
                            ? "the failed source's binlog was read to its end; the replicas had received all of it"
                            : "the failed source's binlog was read to its end; "
                                    + tail.get().transactions() + " transactions were saved and applied on "
                                    + newSource);
        }
        return bounded(topology.source(), notSaved(topology.source()), reached);
    }

    private static String notSaved(FailedSource source) {
        return source.hostAnswers()
                ? "its binlog was not saved"
                : "its host does not answer, so its binlog was not saved";
    }

    /** A copy that reaches further than the log itself: nobody knows whether the copy is complete. */
    private static LossVerdict withCopy(Topology topology, Optional<SavedLog> tail, Tail copy) {
        BinlogPosition reached = topology.mostAdvanced().orElseThrow().received();
        BinlogPosition end = endOfTail(copy.log(), reached);
        String own = tail.map(t -> "its own binlog could be read up to " + endOfTail(t, reached) + " only")
                .orElseGet(() -> notSaved(topology.source()));
        return bounded(topology.source(), own + "; the copy on " + copy.at() + " was used, up to " + end, end);
    }

    private static LossVerdict bounded(FailedSource source, String cause, BinlogPosition reached) {
        Optional<BinlogPosition> seen = source.seen();
        if (seen.isEmpty()) {
            return new Unknown(cause + ", and it was never seen alive");
        }
        if (!seen.get().isAfter(reached)) {
            return new Bounded(
                    0,
                    cause + "; nothing is known to be missing up to " + seen.get()
                            + ", what it committed after that last look and did not send is lost");
        }
        long bytes = seen.get().fileNumber() == reached.fileNumber()
                ? seen.get().offset() - reached.offset()
                : seen.get().offset();
        return new Bounded(
                bytes,
                cause + "; at least from " + reached + " to " + seen.get() + " (" + bytes
                        + " bytes or more) is missing, and what it committed after that last look");
    }

    /** Up to where the failed source's history was to be had, from its own log and from the replicas. */
    static BinlogPosition endOfTail(SavedLog tail, BinlogPosition reached) {
        return endOf(tail).filter(end -> end.isAfter(reached)).orElse(reached);
    }

    private static Optional<LossVerdict> loggedLater(SavedLog later) {
        if (!later.damage().isEmpty()) {
            return Optional.of(
                    new Unknown("the failed source may have run again after its binlog was saved, and what it"
                            + " logged then could not be read: " + later.damage()));
        }
        return later.transactions() == 0
                ? Optional.empty()
                : Optional.of(new Bounded(
                        later.bytes(),
                        "the failed source was started again after its binlog had been saved, and committed "
                                + later.transactions() + " transactions that only its own binlog holds"
                                + (later.gtids().isEmpty() ? "" : ": " + later.gtids())));
    }

    private static Optional<BinlogPosition> endOf(SavedLog log) {
        List<LogPiece> pieces = log.pieces();
        if (pieces.isEmpty()) {
            return Optional.empty();
        }
        LogPiece last = pieces.get(pieces.size() - 1);
        return Optional.of(new BinlogPosition(last.file(), last.to()));
    }
}
