package io.masterha.manager.app.watch;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.SourceTraits;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Remembers how far the source's history went at the last look, in memory at once and for later managers now and then. */
final class WitnessedFloor {
    /** How often it is written down: a manager that is started later must not know less than this. */
    private static final Duration KEPT_EVERY = Duration.ofSeconds(5);
    /** How often what changes seldom is asked. */
    private static final Duration TRAITS_EVERY = Duration.ofMinutes(1);

    private static final SourceTraits UNKNOWN = new SourceTraits("", "", -1);

    private final Time time;
    private final Story story;
    private final WitnessStore store;
    private final ServerId source;
    /** Set by the thread that asks, read by the one that watches. */
    private volatile Optional<Witness> last;

    private SourceTraits traits = UNKNOWN;
    private long traitsAt;
    private long keptAt;
    private volatile boolean isKept = true;
    private boolean hasComplained;

    WitnessedFloor(Time time, Story story, WitnessStore store, ServerId source) {
        this.time = time;
        this.story = story;
        this.store = store;
        this.source = source;
        this.last = store.last(source);
    }

    /** Asks the source; what is asked at every look takes as few round trips as the server allows. */
    void look(ServerSession session) {
        BinlogMark mark = session.mark();
        if (mark.position().file().isEmpty()) {
            return;
        }
        long now = time.nanos();
        if (traits.equals(UNKNOWN) || now - traitsAt > TRAITS_EVERY.toNanos()) {
            traits = session.traits();
            traitsAt = now;
        }
        boolean isFirst = last.isEmpty() || last.get().at().equals(Instant.EPOCH) || keptAt == 0;
        last = Optional.of(new Witness(
                mark.position(),
                mark.gtids(),
                traits.purgedGtids(),
                traits.uuid(),
                traits.syncBinlog(),
                time.now(),
                Duration.ZERO));
        isKept = false;
        if (isFirst || now - keptAt > KEPT_EVERY.toNanos()) {
            keep();
        }
    }

    /** The last look; it is written down now, whenever that was done before. */
    Optional<Witness> last() {
        if (!isKept) {
            keep();
        }
        return last;
    }

    private void keep() {
        keptAt = time.nanos();
        isKept = true;
        try {
            last.ifPresent(witness -> store.keep(source, witness));
            hasComplained = false;
        } catch (Problem problem) {
            if (!hasComplained) {
                story.warn(
                        "watch", Optional.of(source), "where it was seen is not written down: " + problem.sentence());
            }
            hasComplained = true;
        }
    }
}
