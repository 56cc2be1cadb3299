package io.masterha.manager.app.watch;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.detect.AlarmBook;
import io.masterha.manager.detect.AlarmTable;
import io.masterha.manager.detect.Evidence;
import io.masterha.manager.detect.Health;
import io.masterha.manager.detect.Judgement;
import io.masterha.manager.detect.Silence;
import io.masterha.manager.detect.Verdict;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Looks every few seconds how a source fares that answers, and tells what stands in its way; never on the ping's path. */
final class SourceHealth {
    /** The host is asked for its disk at every third look, and at once when commits stall. */
    static final int DISK_EVERY = 3;
    /** So many looks in a row must find it unwritable before it is given up, however short the patience. */
    private static final int UNWRITABLE_LOOKS = 3;

    private final World world;
    private final Witnesses witnesses;
    private final Cluster cluster;
    private final ServerId source;
    private final WatchPolicy policy;
    private final AlarmBook book;
    private final ExposureBook exposure;
    private final OpenedReplicas opened = new OpenedReplicas();
    private final Map<Verdict, AlarmBook.Alarm> standing = new EnumMap<>(Verdict.class);
    private Health health = Health.UNKNOWN;
    private Optional<HealthRound> round = Optional.empty();
    private Optional<HealthLook> before = Optional.empty();
    private Optional<DiskSight> disk = Optional.empty();
    private PingAnswer answer = new PingAnswer(PingAnswer.Kind.ANSWERED, "");
    private long roundBegan;
    private int rounds;
    private int unwritableLooks;
    private long unwritableSince;

    SourceHealth(World world, Witnesses witnesses, Cluster cluster, ServerId source, WatchPolicy policy) {
        this.world = world;
        this.witnesses = witnesses;
        this.cluster = cluster;
        this.source = source;
        this.policy = policy;
        this.book = new AlarmBook(policy.alarmInterval());
        this.exposure = new ExposureBook(world.story(), source);
    }

    /** The source answered this to a ping. */
    void answered(PingAnswer what) {
        answer = what;
        if (standing.remove(Verdict.MANAGER_CUT_OFF) != null || standing.remove(Verdict.MANAGER_BLIND) != null) {
            standing.remove(Verdict.MANAGER_BLIND);
            tell();
        }
        boolean isTurnedAway = what.kind() == PingAnswer.Kind.TURNED_AWAY;
        if (isTurnedAway && !standing.containsKey(Verdict.OVERLOADED)) {
            standing.put(
                    Verdict.OVERLOADED,
                    new AlarmBook.Alarm("the source is alive and turns clients away", what.detail()));
            tell();
        }
    }

    /** It did not answer; that only the manager is cut off is an alarm too, and those that stand go on standing. */
    void silent(Judgement judgement, String words) {
        standing.remove(Verdict.MANAGER_CUT_OFF);
        standing.remove(Verdict.MANAGER_BLIND);
        if (judgement.verdict().isAlarm()) {
            standing.put(judgement.verdict(), new AlarmBook.Alarm(judgement.because(), words));
        }
        before = Optional.empty();
        tell();
    }

    /** Whether commits have been given up, for the table. */
    Evidence.Writes writes() {
        boolean isOver = policy.failsOverUnwritable()
                && unwritableLooks >= UNWRITABLE_LOOKS
                && nanos() - unwritableSince >= policy.patience().unwritable().toNanos();
        return isOver ? Evidence.Writes.GIVEN_UP : Evidence.Writes.NOT_GIVEN_UP;
    }

    /** Collects the look that is under way, if it has come back or its time is over, and begins the next when it is due. */
    void lookWhenDue(Silence silence) {
        Duration age = Duration.ofNanos(nanos() - roundBegan);
        if (round.isPresent() && (round.get().isDone() || age.compareTo(policy.lookLimit()) >= 0)) {
            collect(round.get(), silence);
            round = Optional.empty();
        }
        if (round.isEmpty() && (rounds == 0 || age.compareTo(policy.lookInterval()) >= 0)) {
            boolean looksAtDisk = rounds % DISK_EVERY == 0
                    || health.writes() == Health.Writes.STALLED
                    || health.disk() == Health.Disk.FULL
                    || health.disk() == Health.Disk.READ_ONLY
                    || before.flatMap(HealthLook::strain)
                            .filter(HealthReader::isHeldUp)
                            .isPresent()
                    || answer.kind() == PingAnswer.Kind.CANNOT_WRITE;
            round = Optional.of(new HealthRound(world, witnesses, cluster, source, policy.lookLimit(), looksAtDisk));
            rounds++;
            roundBegan = nanos();
        }
    }

    private void collect(HealthRound finished, Silence silence) {
        Optional<String> cannotWrite = Optional.of(answer)
                .filter(a -> a.kind() == PingAnswer.Kind.CANNOT_WRITE)
                .map(PingAnswer::detail);
        HealthLook look = finished.look(answer.kind() == PingAnswer.Kind.TURNED_AWAY, cannotWrite);
        Health.Calm calm = silence.comesAndGoes() ? Health.Calm.COMES_AND_GOES : Health.Calm.STEADY;
        health = HealthReader.read(health, before, look, calm).with(opened.look(look));
        disk = look.disk().filter(d -> d.kind() != DiskSight.Kind.UNKNOWN).or(() -> disk);
        before = Optional.of(look);
        exposure.look(nanos(), look);
        countUnwritable(look);
        standing.keySet().removeIf(v -> v != Verdict.MANAGER_CUT_OFF && v != Verdict.MANAGER_BLIND);
        for (AlarmTable.Row row : AlarmTable.judge(health)) {
            String words = row.verdict() == Verdict.REPLICA_WRITABLE
                    ? opened.words()
                    : HealthWords.of(row.verdict(), look, disk, silence.count());
            standing.putIfAbsent(row.verdict(), new AlarmBook.Alarm(row.because(), words));
        }
        tell();
    }

    /** A look in which the source did not say how it fares counts neither way. */
    private void countUnwritable(HealthLook look) {
        if (!AlarmTable.isUnwritable(health)) {
            unwritableLooks = 0;
        } else if (look.strain().isPresent()) {
            unwritableSince = unwritableLooks == 0 ? nanos() : unwritableSince;
            unwritableLooks++;
        }
    }

    private void tell() {
        for (AlarmBook.Entry entry : book.at(nanos(), standing)) {
            String words = entry.words();
            long seconds = entry.lasting().toSeconds();
            switch (entry.kind()) {
                case RAISED -> world.story().warn("alarm", Optional.of(source), entry.verdict() + ": " + words);
                case STANDS ->
                    world.story()
                            .warn("alarm", Optional.of(source), entry.verdict() + " for " + seconds + " s: " + words);
                case OVER ->
                    world.story()
                            .tell("alarm", Optional.of(source), entry.verdict() + " is over after " + seconds + " s");
            }
        }
    }

    private long nanos() {
        return world.time().nanos();
    }
}
