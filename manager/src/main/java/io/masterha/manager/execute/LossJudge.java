package io.masterha.manager.execute;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.gtid.GtidSet;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.step.Facts;
import io.masterha.manager.step.Tail;
import io.masterha.manager.topology.DiskTrust;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the loss verdict: row by row, the first that applies. */
final class LossJudge {
    private final Topology topology;
    private final Facts facts;
    private final ServerId newSource;
    private final FailedSource source;
    private final Optional<SavedLog> own;
    private final Optional<SavedLog> late;
    private final Optional<Tail> longest;
    private final Reached reached;
    private final Duration silence;

    LossJudge(Topology topology, Facts facts, ServerId newSource) {
        this.topology = topology;
        this.facts = facts;
        this.newSource = newSource;
        this.source = topology.source();
        this.own = facts.savedLog(Facts.TAIL);
        this.late = facts.savedLog(Facts.READ_LATE)
                .filter(log -> own.isEmpty() && log.damage().isEmpty());
        this.longest = Tail.longest(source.id(), topology.binlogServers(), facts);
        this.reached = Reached.by(topology, facts, newSource);
        this.silence = source.witness().map(Witness::silence).orElse(Duration.ZERO);
    }

    LossVerdict judge() {
        List<Supplier<Optional<LossVerdict>>> rows = List.of(
                this::loggedLater,
                this::readLate,
                this::belowTheFloor,
                this::fromACopy,
                this::damaged,
                this::notSaved,
                this::notOnItsDisk);
        return rows.stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(this::none);
    }

    /** Somebody started it again when its log had been saved. */
    private Optional<LossVerdict> loggedLater() {
        Optional<SavedLog> later = facts.savedLog(Facts.AFTER_TAIL);
        if (later.filter(log -> !log.damage().isEmpty()).isPresent()) {
            return Optional.of(
                    new LossVerdict.Unknown("the failed source may have run again after its binlog was saved,"
                            + " and what it logged then could not be read: "
                            + later.get().damage()));
        }
        return later.filter(log -> log.transactions() > 0)
                .map(log -> new LossVerdict.Bounded(
                        "the failed source was started again after its binlog had been saved, and only its own binlog"
                                + " holds what it committed then",
                        new Missing(
                                log.gtids(),
                                Optional.of(reached.position()),
                                Optional.empty(),
                                log.transactions(),
                                log.bytes(),
                                Duration.ZERO)));
    }

    /** Read when its host answered at last, and not shorter than it was seen. */
    private Optional<LossVerdict> readLate() {
        boolean isWhole = late.isPresent()
                && source.witness()
                        .filter(seen -> seen.position().isAfter(Tail.endOf(late.get(), reached.position())))
                        .isEmpty();
        return late.filter(log -> isWhole)
                .flatMap(this::onlyThere)
                .map(missing -> new LossVerdict.Bounded(
                        "its host answered too late for its binlog to be saved, which was read then", missing));
    }

    /** By GTID the replicas may have more than their positions show. */
    private Optional<Missing> onlyThere(SavedLog log) {
        boolean isBySets = reached.gtids().isPresent() && !log.gtids().isEmpty();
        GtidSet left =
                isBySets ? GtidSet.parse(log.gtids()).minus(reached.gtids().get()) : GtidSet.parse("");
        long transactions = isBySets ? left.countBeyond(reached.gtids().get()) : log.transactions();
        BinlogPosition end = Tail.endOf(log, reached.position());
        return transactions == 0
                ? Optional.empty()
                : Optional.of(new Missing(
                        isBySets ? left.toString() : log.gtids(),
                        Optional.of(reached.position()),
                        Optional.of(end).filter(e -> e.isAfter(reached.position())),
                        transactions,
                        log.bytes(),
                        Duration.ZERO));
    }

    /** Whatever was read: what was seen on the failed source is not there. */
    private Optional<LossVerdict> belowTheFloor() {
        return source.witness()
                .flatMap(reached::below)
                .map(missing -> isFresh()
                        ? new LossVerdict.Bounded(causeOfGap(), missing.unseenFor(silence))
                        : new LossVerdict.Unknown(causeOfGap() + "; missing is " + missing.words() + " at least, and "
                                + unseenTooLong()));
    }

    private String causeOfGap() {
        return own.isPresent()
                ? "the failed source's binlog was read, but ends before where it was seen" + andDamage()
                : notSavedBecause();
    }

    private String andDamage() {
        String damage = own.map(SavedLog::damage).orElse("");
        return damage.isEmpty() ? "" : ": " + damage;
    }

    /** A copy that reaches further than the log itself: nobody knows whether the copy is complete. */
    private Optional<LossVerdict> fromACopy() {
        if (longest.filter(tail -> !tail.at().equals(source.id())).isEmpty()
                || longest.get().end().isEmpty()) {
            return Optional.empty();
        }
        BinlogPosition most = topology.mostAdvanced().orElseThrow().received();
        boolean isReadAsFar = own.filter(log -> log.damage().isEmpty())
                .map(log -> Tail.endOf(log, most))
                .filter(end -> !longest.get().end().orElseThrow().isAfter(end))
                .isPresent();
        if (isReadAsFar) {
            return Optional.empty();
        }
        String read = own.map(log -> "its own binlog could be read up to " + Tail.endOf(log, most) + " only")
                .orElseGet(this::notSavedBecause);
        return Optional.of(
                unseen(read + "; the copy on " + longest.get().at() + " was used, up to " + reached.position()));
    }

    /** Of a log that breaks off in its last file the rest has a size; behind that there is nothing. */
    private Optional<LossVerdict> damaged() {
        Optional<String> damage = own.map(SavedLog::damage).filter(text -> !text.isEmpty());
        return damage.map(text -> own.get().isDamagedAtTheEndOnly()
                ? new LossVerdict.Bounded(
                        "the failed source's binlog is damaged at its end: " + text,
                        new Missing("", Optional.of(reached.position()), Optional.empty(), -1, -1, Duration.ZERO))
                : new LossVerdict.Unknown("the failed source's binlog is damaged: " + text));
    }

    private Optional<LossVerdict> notSaved() {
        return own.isPresent() || late.isPresent() ? Optional.empty() : Optional.of(unseen(notSavedBecause()));
    }

    private Optional<LossVerdict> notOnItsDisk() {
        return source.disk() == DiskTrust.UNSURE
                ? Optional.of(unseen("its binlog was read to its end, but "
                        + source.witness()
                                .filter(w -> w.syncBinlog() >= 0)
                                .map(w -> "sync_binlog was " + w.syncBinlog())
                                .orElse("sync_binlog is not known")
                        + " and its host may have restarted: what had not reached its disk is gone"))
                : Optional.empty();
    }

    private LossVerdict none() {
        SavedLog tail = own.or(() -> late).orElseThrow();
        String read = tail.isEmpty()
                ? "the failed source's binlog was read to its end; the replicas had received all of it"
                : "the failed source's binlog was read to its end; " + tail.transactions()
                        + " transactions were saved and applied on " + newSource;
        String trust = source.disk() == DiskTrust.HOST_STAYED_UP
                ? "; its host did not restart, so nothing that it had written is gone"
                : "";
        String never = source.witness().map(reached::neverHad).orElse("");
        return new LossVerdict.None(
                read + trust + (never.isEmpty() ? "" : "; it had purged what " + newSource + " never had: " + never));
    }

    /** Nothing that was seen is missing, and what came after the last look nobody knows. */
    private LossVerdict unseen(String cause) {
        if (source.witness().isEmpty()) {
            return new LossVerdict.Unknown(cause + ", and it was never seen alive");
        }
        return isFresh()
                ? new LossVerdict.Bounded(cause, Missing.nothingKnown(silence))
                : new LossVerdict.Unknown(cause + ", and " + unseenTooLong());
    }

    private boolean isFresh() {
        return source.witness().filter(Witness::isFresh).isPresent();
    }

    private String unseenTooLong() {
        return "the last look at it was " + Missing.seconds(silence) + " before it was known to be down";
    }

    private String notSavedBecause() {
        if (!source.hostAnswers()) {
            return "its host does not answer, so its binlog was not saved";
        }
        return "its binlog was not saved"
                + facts.text(Facts.TAIL_MISSING).map(why -> ": " + why).orElse("");
    }
}
