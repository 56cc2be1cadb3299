package io.masterha.it.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.Selected;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Rows;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.WritableSamples;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** One source and its replicas, random damage before, at and during the failover, and the judgement. */
final class Round {
    private static final Duration BOUND = Duration.ofMinutes(4);
    private static final Duration LONGEST_BLOW = Duration.ofSeconds(10);
    /** MySQL looks only every minute whether a full disk has room again. */
    private static final Duration RETRIED = Duration.ofSeconds(90);

    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private final long seed;
    private final Random random;
    private final List<String> story = new ArrayList<>();
    private boolean replicaLost;

    Round(long seed) {
        this.seed = seed;
        this.random = new Random(seed * SPREAD);
    }

    /** Plays it; what happened in one line. */
    String play() throws Exception {
        Blow blow = blow();
        try (Scene scene = setting(blow).start(Selected.flavour(), Selected.mode());
                WritableSamples samples = WritableSamples.of(scene.lab().hosts())) {
            scene.writesFor(millis(1000));
            // Commits that wait for an acknowledgement would wait already.
            if (blow != Blow.SEMI_SYNC_BLOCKED) {
                before(scene);
            }
            scene.writesFor(millis(1500));
            tell(blow.name());
            Instant struck = Instant.now();
            blow.strike(scene);
            if (blow.alarm.isEmpty()) {
                during(scene);
            } else {
                scene.isTold(blow.alarm, struck, BOUND);
                Until.passed(millis(10_000));
                assertFalse(scene.manager().hasFailedOver(), scene.manager()::log);
                blow.heal(scene);
            }
            String end = judge(scene, samples, blow);
            return story + " -> " + end;
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + story, e);
        }
    }

    private SceneSetting setting(Blow blow) {
        SceneSetting setting =
                Scene.named("torture-" + seed).hosts(3 + random.nextInt(2)).host(Lab.ROOT_SEES_ALL);
        blow.prepare(setting);
        if (random.nextInt(4) == 0) {
            tell("db2 is never promoted");
            setting.block(2, "no_master=1");
        }
        if (random.nextInt(4) == 0) {
            tell("db3 is preferred");
            setting.block(3, "candidate_master=1");
        }
        return setting;
    }

    /** Damage to replicas; the last one is left alone, so that a failover is always possible. */
    private void before(Scene scene) {
        List<LabHost> replicas = scene.lab().without(scene.db(1));
        for (LabHost replica : replicas.subList(0, replicas.size() - 1)) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    tell(replica + " does not receive");
                    scene.replication().stopReceiver(replica);
                }
                case 1 -> {
                    tell(replica + " does not apply");
                    scene.replication().stopApplier(replica);
                }
                case 2 -> {
                    tell(replica + " crashes and starts");
                    replica.killServer();
                    replica.startServer("--read-only=1");
                }
                default -> {}
            }
        }
        if (random.nextInt(3) == 0) {
            tell("nobody receives any more");
            scene.writesFor(millis(300));
            replicas.forEach(scene.replication()::stopReceiver);
        }
    }

    /** One at random, or the one that is asked for; the seed decides the rest either way. */
    private Blow blow() {
        Blow drawn = drawn();
        // The lab's 5.6 crashes at its first semi-sync commit.
        while (drawn == Blow.SEMI_SYNC_BLOCKED && Selected.flavour() == Flavour.MYSQL_56) {
            drawn = drawn();
        }
        String asked = System.getProperty("torture.blow", "");
        return asked.isEmpty()
                ? drawn
                : Blow.valueOf(asked.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private Blow drawn() {
        int total = 0;
        for (Blow blow : Blow.values()) {
            total += blow.weight;
        }
        int chosen = random.nextInt(total);
        for (Blow blow : Blow.values()) {
            chosen -= blow.weight;
            if (chosen < 0) {
                return blow;
            }
        }
        throw new AssertionError("the weights are used up");
    }

    /** What else goes wrong while the manager works. */
    private void during(Scene scene) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> {
                Until.passed(millis(2500));
                scene.manager().killNow();
                if (scene.manager().hasFailedOver()) {
                    tell("the manager is killed when it is done");
                } else {
                    tell("the manager is killed and started again");
                    scene.startManagerAgain();
                }
            }
            case 1 -> {
                LabHost replica =
                        scene.db(2 + random.nextInt(scene.lab().hosts().size() - 1));
                Until.passed(millis(1500));
                tell(replica + " is killed");
                replica.killServer();
                replicaLost = true;
            }
            default -> {}
        }
    }

    private String judge(Scene scene, WritableSamples samples, Blow blow) {
        if (!blow.isFinal) {
            // Until then the manager may not have noticed anything.
            Until.passed(LONGEST_BLOW);
        }
        Until.holds(
                "the manager comes to an end",
                BOUND,
                () -> !scene.manager().isRunning() || (!blow.isFinal && serves(scene)),
                scene.manager()::log);
        assertEquals(List.of(), samples.overlaps(), scene.manager()::log);
        if (scene.manager().isRunning()) {
            return stays(scene);
        }
        int exit = scene.manager().hasCompleteMarker() ? 0 : scene.manager().awaitExit(Duration.ofSeconds(10));
        if (exit != 0 && exit != 10) {
            assertTrue(
                    replicaLost, () -> "exit " + exit + "\n" + scene.manager().log());
            assertTrue(scene.manager().log().contains("next:"), scene.manager()::log);
            return "handed over, exit " + exit;
        }
        return failedOver(scene, blow, exit);
    }

    /** The old source takes writes again, and has for a while. */
    private static boolean serves(Scene scene) {
        if (scene.manager().hasFailedOver() || !scene.manager().watches()) {
            return false;
        }
        Until.passed(Duration.ofSeconds(3));
        return scene.manager().watches()
                && scene.manager().isRunning()
                && !scene.manager().hasFailedOver();
    }

    private String stays(Scene scene) {
        LabHost server = scene.writer().awaitAckAfter(Instant.now(), RETRIED).server();
        assertEquals(scene.db(1), server, scene.manager()::log);
        scene.writer().stop();
        assertEquals(Set.of(), Rows.missing(scene.writer(), server), scene.manager()::log);
        return "no failover, " + scene.writer().acks().size() + " rows, none missing";
    }

    private String failedOver(Scene scene, Blow blow, int exit) {
        Report report = scene.manager().report();
        LabHost source = scene.newSource(report);
        boolean isUp = source.isServerRunning();
        if (!isUp) {
            assertTrue(replicaLost, scene.manager()::log);
            return "the new source was killed afterwards";
        }
        scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(30));
        scene.writer().stop();
        Set<Long> missing = Rows.missing(scene.writer(), source);
        boolean saysNone = report.loss().verdict().equals("none");
        assertTrue(
                missing.isEmpty() || !saysNone,
                () -> "missing " + missing + "\n" + scene.manager().log());
        assertFalse(
                blow.diskIsReachable && blow.isFinal && !missing.isEmpty(),
                () -> "missing although the disk was there: " + missing + "\n"
                        + scene.manager().log());
        assertEquals("0", source.value("SELECT @@global.read_only"));
        List<LabHost> equals = new ArrayList<>(List.of(source));
        for (LabHost host : scene.lab().without(scene.db(1))) {
            if (report.followers().contains(host.name()) && host.isServerRunning()) {
                equals.add(host);
                assertEquals("1", host.value("SELECT @@global.read_only"), host + ": read_only");
            }
        }
        Rows.becomeEqual(equals);
        boolean allFollow = equals.size() == scene.lab().hosts().size() - 1;
        assertTrue(
                allFollow || replicaLost || exit == 10 || report.exit() == 10,
                () -> equals + "\n" + scene.manager().log());
        return "exit " + exit + ", " + source + ", loss " + report.loss().verdict() + ", "
                + scene.writer().acks().size() + " rows, " + missing.size() + " missing";
    }

    private Duration millis(int most) {
        return Duration.ofMillis(random.nextInt(most) + 1);
    }

    private void tell(String what) {
        story.add(what);
    }
}
