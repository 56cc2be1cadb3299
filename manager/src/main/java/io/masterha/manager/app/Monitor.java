package io.masterha.manager.app;

import io.masterha.binlog.Problem;
import io.masterha.manager.detect.DetectionTable;
import io.masterha.manager.detect.Evidence;
import io.masterha.manager.detect.Judgement;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;
import java.util.function.Consumer;

/** Watches one source until it is dead. */
public final class Monitor {
    /** MHA's name of the lock that a manager holds on the source while it watches. */
    public static final String LOCK = "MHA_Master_High_Availability_Monitor";

    private final World world;
    private final ServerId source;
    private final long sourceServerId;
    private final PingType pingType;
    private final Observers observers;
    private final Consumer<MonitorState> onState;
    private final WitnessedFloor floor;
    private MonitorState state = MonitorState.WATCHING;
    private String told = "";
    private String because = "";
    /** At the last look; before any it is taken for granted. */
    private boolean hostAnswered = true;

    private int missed;
    private long missingSince;

    /** @param onState called at every look with the state, for the status file */
    public Monitor(
            World world,
            Cluster cluster,
            ServerId source,
            long sourceServerId,
            PingType pingType,
            WitnessStore witnesses,
            Consumer<MonitorState> onState) {
        this.world = world;
        this.source = source;
        this.sourceServerId = sourceServerId;
        this.pingType = pingType;
        this.observers = new Observers(world, cluster, source);
        this.onState = onState;
        this.floor = new WitnessedFloor(world.time(), world.story(), witnesses, source);
    }

    /**
     * Returns when the source is dead.
     *
     * @throws Problem if another manager watches the same source
     */
    public FailedSource untilDead() {
        while (state != MonitorState.DEAD) {
            look();
            if (state == MonitorState.WATCHING) {
                world.servers().awaitBreak(source, world.limits().pingInterval());
            } else if (state != MonitorState.DEAD) {
                world.time().sleep(world.limits().suspectInterval());
            }
        }
        return new FailedSource(source, sourceServerId, hostAnswered, floor.last());
    }

    /**
     * Looks until one thing is clear: the source answers, or it is dead; in between the table's patience holds.
     *
     * @throws Problem if neither is clear when every patience is over
     */
    public boolean isDead() {
        long begin = world.time().nanos();
        look();
        while (state != MonitorState.WATCHING && state != MonitorState.DEAD) {
            if (world.time().nanos() - begin > world.limits().undecided().toNanos()) {
                throw Problem.of(
                                AppError.SOURCE_UNCERTAIN,
                                source + " does not answer, but is not known to be dead either")
                        .why(because)
                        .next("look at it and at the network between it and here; start the command again when it"
                                + " answers, or is down for certain");
            }
            world.time().sleep(world.limits().suspectInterval());
            look();
        }
        return state == MonitorState.DEAD;
    }

    /** One ping and, if it fails, one round of evidence; while the source is suspected, both at once. */
    void look() {
        Optional<Observers.Answers> round = Optional.empty();
        PingAnswer answer;
        if (state == MonitorState.WATCHING) {
            answer = ping();
        } else {
            round = Optional.of(observers.ask(this::ping));
            answer = round.get().ping();
        }
        Observers.Look look;
        if (answer.isSignOfLife()) {
            missed = 0;
            observers.forget();
            look = observers.atEase(answer);
        } else {
            missed++;
            missingSince = missed == 1 ? world.time().nanos() : missingSince;
            PingAnswer missing = answer;
            look = suspicious(round.orElseGet(() -> observers.ask(() -> missing)), patience());
        }
        Judgement judgement = DetectionTable.judge(state, look.evidence());
        tell(judgement, look.words());
        state = judgement.state();
        because = judgement.because();
        onState.accept(state);
        if (answer.kind() == PingAnswer.Kind.ANSWERED) {
            remember();
        }
    }

    private Observers.Look suspicious(Observers.Answers answers, Evidence.Patience patience) {
        hostAnswered = answers.host().kind() != HostSight.Kind.NO_ANSWER;
        return Observers.suspicious(answers, patience);
    }

    private PingAnswer ping() {
        return world.servers().ping(source, pingType, world.limits().pingInterval());
    }

    private Evidence.Patience patience() {
        long silentNanos = world.time().nanos() - missingSince;
        if (missed < world.limits().missedPings()
                || silentNanos < world.limits().patience().toNanos()) {
            return Evidence.Patience.NOT_OVER;
        }
        return silentNanos < world.limits().restartPatience().toNanos()
                ? Evidence.Patience.OVER
                : Evidence.Patience.LONG_OVER;
    }

    private void tell(Judgement judgement, String words) {
        String key = judgement.state() + judgement.rule();
        if (key.equals(told)) {
            return;
        }
        boolean first = told.isEmpty();
        told = key;
        String change = state == judgement.state() ? "" : ". " + state + " -> " + judgement.state();
        String sentence = judgement.because() + (words.isEmpty() ? "" : " [" + words + "]") + change;
        if (judgement.state() == MonitorState.WATCHING
                && (first || judgement.rule().equals("answers"))) {
            world.story().tell("watch", Optional.of(source), sentence);
        } else {
            world.story().warn("watch", Optional.of(source), sentence);
        }
    }

    /** Keeps the witnessed floor, and the lock that tells other managers to stay away. */
    private void remember() {
        try {
            floor.look(world.servers().session(source));
            if (!world.servers().session(source).holdsLock(LOCK)
                    && !world.servers()
                            .session(source)
                            .lock(LOCK, world.limits().lock())) {
                throw Problem.of(AppError.LOCKED, source + ": another manager watches it")
                        .why(LOCK + " is taken on the source")
                        .next("SELECT IS_USED_LOCK('" + LOCK + "') on " + source + " shows its connection");
            }
        } catch (Problem problem) {
            if (problem.code() == AppError.LOCKED) {
                throw problem;
            }
            // The next ping judges whether the source still answers; this was only a question about its position.
        }
    }
}
