package io.masterha.manager.app.watch;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.app.check.Exposure;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/** Tells every few minutes, and when it turns bad or good, what would be lost if the source died now. */
final class ExposureBook {
    private static final Duration TOLD_EVERY = Duration.ofMinutes(10);
    /** Looks kept to tell how old the last thing is that a replica has: an hour of them. */
    private static final int MOST_LOOKS = 720;
    /** One look may meet a moment; what is told has lasted. */
    private static final int LOOKS_TO_BELIEVE = 2;

    /** Where the source's log ended, and when that was seen. */
    private record End(long nanos, BinlogPosition position) {}

    private final Story story;
    private final ServerId source;
    private final Deque<End> ends = new ArrayDeque<>();
    private Exposure.Tail tail = Exposure.Tail.UNKNOWN;
    private boolean isBad;
    private boolean isTold;
    private int others;
    private long toldAt;

    ExposureBook(Story story, ServerId source) {
        this.story = story;
        this.source = source;
    }

    /** One look, at a time of the clock that never goes back. */
    void look(long nanos, HealthLook look) {
        look.disk()
                .ifPresent(disk -> tail =
                        disk.kind() == DiskSight.Kind.UNKNOWN ? Exposure.Tail.UNREACHABLE : Exposure.Tail.READABLE);
        Optional<BinlogPosition> end = look.binlogEnd();
        if (end.isEmpty()) {
            return;
        }
        ends.addLast(new End(nanos, end.get()));
        if (ends.size() > MOST_LOOKS) {
            ends.removeFirst();
        }
        tell(nanos, exposure(nanos, end.get(), look));
    }

    private Exposure exposure(long nanos, BinlogPosition end, HealthLook look) {
        Optional<HealthLook.ReplicaView> best = look.replicas().stream()
                .filter(view -> view.receipt()
                        .filter(r -> r.receiver() == Receiver.RUNNING)
                        .isPresent())
                .max(Comparator.comparing(view -> view.receipt().orElseThrow().received()));
        if (best.isEmpty()) {
            return new Exposure(Optional.empty(), -1, -1, Duration.ZERO, tail);
        }
        BinlogPosition received = best.get().receipt().orElseThrow().received();
        long bytes = !end.isAfter(received)
                ? 0
                : end.fileNumber() == received.fileNumber() ? end.offset() - received.offset() : -1;
        Optional<End> lacking =
                ends.stream().filter(e -> e.position().isAfter(received)).findFirst();
        Duration behind = lacking.map(e -> Duration.ofNanos(nanos - e.nanos())).orElse(Duration.ZERO);
        return new Exposure(Optional.of(best.get().id()), -1, bytes, behind, tail);
    }

    private void tell(long nanos, Exposure exposure) {
        others = exposure.isBad() == isBad ? 0 : others + 1;
        boolean turns = others >= LOOKS_TO_BELIEVE;
        boolean isDue = !isTold || nanos - toldAt >= TOLD_EVERY.toNanos();
        if (turns) {
            isBad = exposure.isBad();
            others = 0;
        }
        // The first look may come before a replica is connected, so it waits for the second.
        boolean isSettled = exposure.isBad() == isBad;
        if (!turns && !(isDue && isSettled)) {
            return;
        }
        isTold = true;
        toldAt = nanos;
        if (exposure.isBad()) {
            story.warn("rpo", Optional.of(source), exposure.sentence(source));
        } else {
            story.tell("rpo", Optional.of(source), exposure.sentence(source));
        }
    }
}
