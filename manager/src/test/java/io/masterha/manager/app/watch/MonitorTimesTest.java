package io.masterha.manager.app.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.app.watch.Trouble.Kind;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.detect.Verdict;
import io.masterha.manager.detect.WorstCase;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.PingType;
import io.masterha.manager.port.WitnessStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The watch in virtual time: how long each verdict takes at most, and what is never a death. */
class MonitorTimesTest {
    private static final WatchPolicy USUAL = WatchPolicy.usual(PingType.SELECT, Limits.USUAL.pingInterval());
    private static final WorstCase WORST = USUAL.worstCase(Limits.USUAL);
    private static final Duration STEP = Duration.ofMillis(190);
    private static final int STEPS = 60;

    /** The watch came to its end: the source was declared dead, or the time was over. */
    private static final class TimeIsOver extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What a watch ended with. */
    private record Ended(WatchedWorld world, boolean isDead) {
        Duration at() {
            return Duration.ofNanos(world.time.nanos());
        }
    }

    private static Ended watch(WatchPolicy policy, Duration until, Trouble trouble) {
        WatchedWorld world = new WatchedWorld(trouble);
        Consumer<MonitorState> clock = state -> {
            if (world.time.nanos() > until.toNanos() && state != MonitorState.DEAD) {
                throw new TimeIsOver();
            }
        };
        try {
            new Monitor(
                            world.world(),
                            world,
                            WatchedWorld.cluster(),
                            WatchedWorld.SOURCE,
                            1,
                            policy,
                            WitnessStore.NONE,
                            clock)
                    .untilDead();
            return new Ended(world, true);
        } catch (TimeIsOver over) {
            return new Ended(world, false);
        }
    }

    /** The moments at which the trouble begins: everywhere between two pings and between two looks. */
    private static List<Duration> moments() {
        List<Duration> moments = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            moments.add(Duration.ofSeconds(30).plus(STEP.multipliedBy(i)));
        }
        return moments;
    }

    private static Duration worstDeath(String rule, Kind... kinds) {
        Duration worst = Duration.ZERO;
        for (Duration moment : moments()) {
            Trouble trouble = new Trouble();
            for (Kind kind : kinds) {
                trouble.from(kind, moment);
            }
            Ended ended = watch(USUAL, Duration.ofMinutes(5), trouble);
            assertTrue(ended.isDead(), () -> rule + " from " + moment + ": " + ended.world().story);
            String last =
                    ended.world().story.get(ended.world().story.size() - 1).text();
            assertTrue(last.contains("-> DEAD"), last);
            Duration took = ended.at().minus(moment);
            worst = took.compareTo(worst) > 0 ? took : worst;
        }
        return worst;
    }

    private static void holds(Verdict verdict, Duration seen) {
        Duration bound = WORST.of(verdict);
        System.out.println(verdict + ": " + seen.toMillis() + " ms seen, " + bound.toMillis() + " ms promised");
        assertTrue(seen.compareTo(bound) <= 0, verdict + " took " + seen + ", promised are " + bound);
        assertTrue(seen.multipliedBy(3).compareTo(bound) > 0, verdict + " took " + seen + " only, of " + bound);
    }

    @Test
    void a_crash_is_proved_at_once_although_replicas_hang() {
        Duration seen = worstDeath("proved", Kind.CRASHED, Kind.REPLICAS_HANG);
        assertTrue(seen.compareTo(Duration.ofMillis(500)) < 0, seen.toString());
    }

    @Test
    void a_crash_whose_host_is_slow_to_tell_is_proved_in_the_time_that_is_promised() {
        holds(Verdict.PROCESS_DEAD, worstDeath("proved", Kind.CRASHED, Kind.SLOW_SSH, Kind.REPLICAS_HANG));
    }

    @Test
    void a_host_that_is_gone_is_given_up_in_the_time_that_is_promised() {
        holds(Verdict.HOST_GONE, worstDeath("host-gone", Kind.HOST_GONE));
    }

    @Test
    void a_source_that_hangs_is_given_up_in_the_time_that_is_promised() {
        holds(Verdict.HUNG, worstDeath("hung", Kind.FROZEN, Kind.SLOW_SSH));
    }

    @Test
    void a_source_that_was_shut_down_is_given_up_in_the_time_that_is_promised() {
        holds(Verdict.STOPPED, worstDeath("stopped", Kind.STOPPED));
    }

    @ParameterizedTest
    @CsvSource({
        "MANAGER_CUT_OFF, CUT_FROM_MANAGER",
        "MANAGER_CUT_OFF, SQL_CUT_FROM_MANAGER",
        "MANAGER_BLIND, MANAGER_ALONE",
        "READ_ONLY, READ_ONLY",
        "OVERLOADED, CROWDED",
        "SEMI_SYNC_BLOCKED, NO_ACK",
        "UNWRITABLE, COMMITS_STALL",
        "REPLICATION_CUT, CUT_FROM_REPLICAS",
        "REPLICA_WRITABLE, REPLICA_OPENED",
        "NO_REPLICA, REPLICAS_GONE"
    })
    void an_alarm_is_told_in_the_time_that_is_promised_and_nothing_is_failed_over(Verdict verdict, Kind kind) {
        Duration worst = Duration.ZERO;
        for (Duration moment : moments()) {
            Duration over = moment.plusSeconds(200);
            Ended ended = watch(USUAL, over.plusSeconds(60), new Trouble().between(kind, moment, over));
            assertTrue(!ended.isDead(), () -> verdict + " from " + moment + ": " + ended.world().story);
            WatchedWorld.Line raised = ended.world()
                    .first("alarm " + verdict + ": ")
                    .orElseThrow(() -> new AssertionError(verdict + " not told: " + ended.world().story));
            Duration took = Duration.ofNanos(raised.nanos()).minus(moment);
            worst = took.compareTo(worst) > 0 ? took : worst;
            long repeated = ended.world().count("alarm " + verdict + " for ");
            assertTrue(repeated >= 2 && repeated <= 3, repeated + " times: " + ended.world().story);
            assertEquals(1, ended.world().count("alarm " + verdict + " is over"), () -> ended.world()
                    .story
                    .toString());
        }
        holds(verdict, worst);
    }

    @Test
    void a_disk_that_fills_while_nobody_writes_is_told_in_the_time_that_is_promised() {
        Duration worst = Duration.ZERO;
        for (Duration moment : moments()) {
            Ended ended = watch(
                    USUAL,
                    moment.plusSeconds(60),
                    new Trouble().from(Kind.DISK_FULL, moment).from(Kind.IDLE, Duration.ZERO));
            long told = ended.world().first("alarm UNWRITABLE: ").orElseThrow().nanos();
            Duration took = Duration.ofNanos(told).minus(moment);
            worst = took.compareTo(worst) > 0 ? took : worst;
            assertTrue(!ended.isDead());
        }
        assertTrue(worst.compareTo(WORST.ofIdleDisk()) <= 0, worst + " of " + WORST.ofIdleDisk());
    }

    @Test
    void only_a_configuration_that_says_so_gives_a_source_up_that_cannot_commit() {
        WatchPolicy strict = USUAL.with(true, Duration.ofMinutes(1));
        Duration worst = Duration.ZERO;
        for (Duration moment : moments()) {
            Ended ended = watch(strict, Duration.ofMinutes(5), new Trouble().from(Kind.COMMITS_STALL, moment));
            assertTrue(ended.isDead(), () -> ended.world().story.toString());
            Duration took = ended.at().minus(moment);
            assertTrue(took.compareTo(strict.patience().unwritable()) > 0, took.toString());
            worst = took.compareTo(worst) > 0 ? took : worst;
            Ended blocked = watch(strict, Duration.ofMinutes(5), new Trouble().from(Kind.NO_ACK, moment));
            assertTrue(!blocked.isDead(), () -> blocked.world().story.toString());
        }
        assertTrue(worst.compareTo(WORST.ofUnwritableFailover()) <= 0, worst + " of " + WORST.ofUnwritableFailover());
    }

    /** Exact figures: the longest silence that is borne at every moment, and the shortest that is not at any. */
    @Test
    void a_silence_shorter_than_the_patience_is_never_a_death_and_one_of_its_worst_case_always_is() {
        for (Kind kind : List.of(Kind.FROZEN, Kind.HOST_GONE)) {
            long longestBorne = 0;
            long shortestFatal = Long.MAX_VALUE;
            for (long millis = 500; millis <= 20_000; millis += 250) {
                for (Duration moment : moments().subList(0, 20)) {
                    Ended ended = watch(
                            USUAL,
                            moment.plusSeconds(60),
                            new Trouble().between(kind, moment, moment.plusMillis(millis)));
                    if (ended.isDead()) {
                        shortestFatal = Math.min(shortestFatal, millis);
                    } else {
                        longestBorne = Math.max(longestBorne, millis);
                    }
                }
            }
            System.out.println(kind + ": the shortest fatal silence is " + shortestFatal + " ms, the longest borne one "
                    + longestBorne + " ms");
            assertTrue(shortestFatal > USUAL.patience().gone().toMillis(), kind + " " + shortestFatal);
            assertTrue(longestBorne < WORST.of(Verdict.HOST_GONE).toMillis(), kind + " " + longestBorne);
        }
    }

    private static Trouble blips(Kind kind, Duration silent, Duration answering, Duration until) {
        Trouble trouble = new Trouble();
        for (Duration at = Duration.ofSeconds(30);
                at.compareTo(until) < 0;
                at = at.plus(silent).plus(answering)) {
            trouble.between(kind, at, at.plus(silent));
        }
        return trouble;
    }

    @ParameterizedTest
    @CsvSource({"2000, 1000", "2000, 2000", "2000, 30000", "4000, 6000", "5000, 5500", "5000, 30000"})
    void blips_are_never_a_death_however_often_they_come_and_they_are_told(long silentMillis, long answeringMillis) {
        for (Kind kind : List.of(Kind.FROZEN, Kind.HOST_GONE, Kind.CUT_FROM_MANAGER)) {
            Ended ended = watch(
                    USUAL,
                    Duration.ofMinutes(10),
                    blips(
                            kind,
                            Duration.ofMillis(silentMillis),
                            Duration.ofMillis(answeringMillis),
                            Duration.ofMinutes(9)));
            assertTrue(!ended.isDead(), () -> kind + ": " + ended.world().story);
            boolean isSeen = ended.world().count("WATCHING -> ") >= 3;
            assertEquals(isSeen, ended.world().first("alarm COMES_AND_GOES: ").isPresent(), () -> ended.world()
                    .story
                    .toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"8000, 1000", "8500, 500", "8000, 3000"})
    void a_source_that_is_silent_for_most_of_the_time_is_given_up_at_last(long silentMillis, long answeringMillis) {
        Ended ended = watch(
                USUAL,
                Duration.ofMinutes(10),
                blips(
                        Kind.FROZEN,
                        Duration.ofMillis(silentMillis),
                        Duration.ofMillis(answeringMillis),
                        Duration.ofMinutes(9)));
        assertTrue(ended.isDead(), () -> ended.world().story.toString());
        System.out.println("silent " + silentMillis + ", answering " + answeringMillis + ": dead after "
                + ended.at().minusSeconds(30));
    }

    @Test
    void a_manager_that_is_cut_off_alone_tells_it_for_as_long_as_it_lasts_and_goes_on_watching() {
        Trouble idle = new Trouble()
                .between(Kind.CUT_FROM_MANAGER, Duration.ofSeconds(30), Duration.ofHours(2))
                .from(Kind.IDLE, Duration.ZERO);
        Ended ended = watch(USUAL, Duration.ofHours(2).plusMinutes(1), idle);
        assertTrue(!ended.isDead(), () -> ended.world().story.toString());
        assertTrue(ended.world().first("alarm MANAGER_CUT_OFF is over").isPresent());
        Optional<WatchedWorld.Line> raised = ended.world().first("alarm MANAGER_CUT_OFF: another route");
        assertTrue(raised.isPresent(), () -> ended.world().story.toString());
    }
}
