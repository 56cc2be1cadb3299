package io.masterha.manager.app.watch;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.World;
import io.masterha.manager.detect.DetectionTable;
import io.masterha.manager.detect.Evidence;
import io.masterha.manager.detect.Judgement;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.detect.Silence;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.WitnessStore;
import io.masterha.manager.port.Witnesses;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Watches one source until it is dead. */
public final class Monitor {
    /** MHA's name of the lock that a manager holds on the source while it watches. */
    public static final String LOCK = "MHA_Master_High_Availability_Monitor";

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    /** The last questions have this long at least: all have been asked before, with more time. */
    private static final Duration LAST_QUESTIONS = Duration.ofMillis(500);

    private final World world;
    private final ServerId source;
    private final long sourceServerId;
    private final WatchPolicy policy;
    private final Observers observers;
    private final SourceHealth health;
    private final LastSeen lastSeen;
    private final Consumer<MonitorState> onState;
    private final Silence silence;
    private MonitorState state = MonitorState.WATCHING;
    private String told = "";
    private String because = "";
    /** At the last look; before any it is taken for granted. */
    private boolean hostAnswered = true;
    /** How long the last round of questions took. */
    private long roundNanos;
    /** The patience that fitted what the host showed in the last round. */
    private Duration borne = Duration.ZERO;

    /** @param onState called at every look with the state, for the status file */
    public Monitor(
            World world,
            Witnesses witnesses,
            Cluster cluster,
            ServerId source,
            long sourceServerId,
            WatchPolicy policy,
            WitnessStore store,
            Consumer<MonitorState> onState) {
        this.world = world;
        this.source = source;
        this.sourceServerId = sourceServerId;
        this.policy = policy;
        this.observers = new Observers(world, witnesses, cluster, source);
        this.health = new SourceHealth(world, witnesses, cluster, source, policy);
        this.lastSeen = new LastSeen(world, source, store);
        this.silence = new Silence(policy.patience().longest());
        this.onState = onState;
    }

    /**
     * Returns when the source is dead.
     *
     * @throws Problem if another manager watches the same source
     */
    public FailedSource untilDead() {
        while (state != MonitorState.DEAD) {
            long begin = world.time().nanos();
            look();
            if (state == MonitorState.WATCHING) {
                health.lookWhenDue(silence);
                world.servers().awaitBreak(source, idle());
            } else if (state != MonitorState.DEAD) {
                pause(begin);
            }
        }
        return dead();
    }

    /**
     * The same beside other work, closer, and without looks at how it fares: empty if that work ends before it is dead.
     *
     * @throws Problem if another manager watches the same source
     */
    Optional<FailedSource> untilDeadOr(BooleanSupplier isOver) {
        while (state != MonitorState.DEAD && !isOver.getAsBoolean()) {
            long begin = world.time().nanos();
            look();
            if (state == MonitorState.WATCHING) {
                world.servers().awaitBreak(source, world.limits().suspectInterval());
            } else if (state != MonitorState.DEAD) {
                pause(begin);
            }
        }
        return Optional.of(dead()).filter(found -> state == MonitorState.DEAD);
    }

    private FailedSource dead() {
        return new FailedSource(source, sourceServerId, hostAnswered, lastSeen.floor());
    }

    /**
     * Looks until one thing is clear: the source answers, or it is dead; in between the table's patience holds.
     *
     * @throws Problem if neither is clear when every patience is over
     */
    public boolean isDead() {
        long begin = world.time().nanos();
        look();
        Duration undecided = policy.patience().longest().multipliedBy(2);
        while (state != MonitorState.WATCHING && state != MonitorState.DEAD) {
            if (world.time().nanos() - begin > undecided.toNanos()) {
                throw Problem.of(
                                AppError.SOURCE_UNCERTAIN,
                                source + " does not answer, but is not known to be dead either")
                        .why(because)
                        .next("look at it and at the network between it and here; start the command again when it"
                                + " answers, or is down for certain");
            }
            long again = world.time().nanos();
            look();
            if (state != MonitorState.DEAD) {
                pause(again);
            }
        }
        return state == MonitorState.DEAD;
    }

    /** To the next ping of a source that answers: sooner while it has just been silent. */
    private Duration idle() {
        return silence.isRemembered(world.time().nanos())
                ? world.limits().suspectInterval()
                : world.limits().pingInterval();
    }

    /** From one look at a silent source to the next: no pause if the look has taken as long. */
    private void pause(long beginNanos) {
        Duration took = Duration.ofNanos(world.time().nanos() - beginNanos);
        Duration left = world.limits().suspectInterval().minus(took);
        if (!left.isNegative() && !left.isZero()) {
            world.time().sleep(left);
        }
    }

    /** One ping and, if it fails, one round of evidence; while the source is suspected, both at once. */
    void look() {
        long asked = world.time().nanos();
        Optional<Observers.Answers> round = Optional.empty();
        PingAnswer answer;
        if (state == MonitorState.WATCHING) {
            answer = ping(firstLimit());
            if (answer.kind() == PingAnswer.Kind.SILENT) {
                // It may only be slow: it is asked once more, as patiently as ever, and the others meanwhile.
                round = Optional.of(observers.ask(() -> ping(world.limits().pingInterval()), usualLimit()));
                answer = round.get().ping();
            }
        } else {
            Duration limit =
                    state == MonitorState.CONFIRMING ? left() : world.limits().pingInterval();
            round = Optional.of(observers.askAgain(() -> ping(limit), hostAnswered ? usualLimit() : shorter(limit)));
            answer = round.get().ping();
        }
        Observers.Look look;
        if (answer.isSignOfLife()) {
            silence.ends(world.time().nanos());
            observers.forget();
            look = observers.atEase(answer, health.writes());
        } else {
            silence.goesOn(asked);
            PingAnswer missing = answer;
            Observers.Answers answers = round.orElseGet(() -> observers.ask(() -> missing, usualLimit()));
            roundNanos = world.time().nanos() - asked;
            look = suspicious(answers);
        }
        Judgement judgement = DetectionTable.judge(state, look.evidence());
        tell(judgement, look.words());
        state = judgement.state();
        because = judgement.because();
        onState.accept(state);
        if (answer.isSignOfLife()) {
            health.answered(answer);
        } else {
            health.silent(judgement, look.words());
        }
        if (answer.kind() == PingAnswer.Kind.ANSWERED || answer.kind() == PingAnswer.Kind.CANNOT_WRITE) {
            lastSeen.refresh();
        }
    }

    private Observers.Look suspicious(Observers.Answers answers) {
        hostAnswered = answers.host().kind() != HostSight.Kind.NO_ANSWER;
        return Observers.suspicious(answers, this::patience);
    }

    private PingAnswer ping(Duration limit) {
        return world.servers().ping(source, policy.pingType(), limit);
    }

    /** A source that does not answer at once is not asked alone any longer; a row may take its time to be written. */
    private Duration firstLimit() {
        Duration interval = world.limits().pingInterval();
        return policy.pingType() == PingType.INSERT || interval.compareTo(AT_ONCE) < 0 ? interval : AT_ONCE;
    }

    private Duration usualLimit() {
        return world.limits().sshLookInDoubt();
    }

    private Duration shorter(Duration limit) {
        return limit.compareTo(usualLimit()) < 0 ? limit : usualLimit();
    }

    /** What is asked once more is through when patience is over, not a round later. */
    private Duration left() {
        Duration interval = world.limits().pingInterval();
        Duration left = borne.minusNanos(silence.lasted(world.time().nanos()));
        if (left.compareTo(interval) > 0) {
            return interval;
        }
        return left.compareTo(LAST_QUESTIONS) < 0 ? LAST_QUESTIONS : left;
    }

    private Evidence.Patience patience(Evidence.Host host) {
        borne = policy.patience().with(host);
        long ahead = state == MonitorState.CONFIRMING ? 0 : roundNanos;
        return policy.patience().level(host, silence, world.time().nanos() + ahead);
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
}
