package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.it.lab.Rows;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.TypedCommand;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SSH that takes 30 s for every word, or takes words and never answers: limits, sentences, and no hang. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow-ssh")
@Tag("on-demand")
class SlowSshIT {
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration WHILE = Duration.ofSeconds(1);

    /** The manager reaches host number n by SSH through the proxy only. */
    private static Scene start(String name, SlowProxy proxy, int n, String... defaults) throws Exception {
        var setting = Scene.named(name)
                .hosts(3)
                .block(n, "ssh_ip=127.0.0.1")
                .block(n, "ssh_port=" + proxy.port())
                .prepared((lab, replication) -> proxy.leadsTo(lab.host(n).address(), 22));
        for (String line : defaults) {
            setting.byDefault(line);
        }
        return setting.start(Selected.flavour(), Selected.mode());
    }

    @Test
    void a_failover_does_not_wait_for_a_source_whose_ssh_is_thirty_seconds_late() throws Exception {
        try (SlowProxy proxy = SlowProxy.open();
                Scene scene = start("slow-ssh", proxy, 1)) {
            scene.writesFor(WHILE);
            proxy.delays(LATE);
            isFailedOver(scene, Duration.ofMinutes(2));
        }
    }

    @Test
    void nor_for_one_whose_ssh_became_half_open() throws Exception {
        try (SlowProxy proxy = SlowProxy.open();
                Scene scene = start("half-open-ssh", proxy, 1)) {
            scene.writesFor(WHILE);
            proxy.becomesHalfOpen();
            isFailedOver(scene, Duration.ofMinutes(2));
        }
    }

    /** Without a word from the host nothing proves that its server is down. */
    @Test
    void with_a_strict_fence_it_is_refused_in_a_sentence_and_nothing_is_changed() throws Exception {
        try (SlowProxy proxy = SlowProxy.open();
                Scene scene = start("slow-ssh-strict", proxy, 1, "fence=strict")) {
            scene.writesFor(WHILE);
            proxy.delays(LATE);
            Instant kill = scene.db(1).killServer();
            assertEquals(1, scene.manager().awaitExit(Duration.ofMinutes(2)), scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("", report.newSource(), scene.manager()::log);
            assertTrue(report.error().contains("fence=strict"), report::error);
            scene.line("refused after " + Duration.between(kill, Instant.now()).toSeconds() + " s: " + report.error());
        }
    }

    private static void isFailedOver(Scene scene, Duration limit) {
        Instant kill = scene.db(1).killServer();
        int exit = scene.manager().awaitExit(limit);
        assertTrue(exit == 0 || exit == 10, scene.manager()::log);
        Report report = scene.manager().report();
        scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
        Duration outage = scene.outage(kill);
        scene.writer().stop();
        assertNotEquals("", report.newSource(), report::toString);
        assertNotEquals("none", report.loss().verdict(), "nobody has seen the log of the failed source");
        assertTrue(report.fence().contains("SSH"), report::fence);
        Rows.becomeEqual(scene.lab().without(scene.db(1)));
        scene.line("first write after " + outage.toMillis() + " ms, manager ended after "
                + Duration.between(kill, Instant.now()).toMillis() + " ms; loss "
                + report.loss().verdict() + "; "
                + report.fence());
    }

    @Test
    void a_replica_whose_ssh_is_late_costs_its_limit_and_the_others_do_not_wait_for_ever() throws Exception {
        try (SlowProxy proxy = SlowProxy.open();
                Scene scene = start("slow-ssh-replica", proxy, 3)) {
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2, 3);
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(WHILE);
            scene.replicasAreCurrent(2);
            proxy.delays(LATE);
            Instant kill = scene.db(1).killServer();
            int exit = scene.manager().awaitExit(Duration.ofMinutes(4));
            assertTrue(exit == 0 || exit == 10, scene.manager()::log);
            Report report = scene.manager().report();
            assertEquals("db2", report.newSource(), scene.manager()::log);
            assertEquals("none", report.loss().verdict(), scene.manager()::log);
            scene.writer().awaitAckAfter(Instant.now(), Duration.ofSeconds(20));
            Duration outage = scene.outage(kill);
            assertTrue(
                    outage.compareTo(Duration.ofSeconds(60)) < 0,
                    () -> outage + scene.manager().log());
            scene.line("first write after " + outage.toMillis() + " ms, manager ended after "
                    + Duration.between(kill, Instant.now()).toMillis() + " ms, exit " + exit + ", left out "
                    + report.lost());
        }
    }

    @Test
    void masterha_check_ssh_says_within_its_limit_that_a_host_does_not_answer() throws Exception {
        try (SlowProxy proxy = SlowProxy.open();
                Scene scene = start("slow-ssh-check", proxy, 2)) {
            proxy.delays(LATE);
            String conf = "--conf=" + scene.directory().resolve("app.cnf");
            TypedCommand.Said said = TypedCommand.run("masterha-check-ssh", conf);
            assertNotEquals(0, said.exit(), said::text);
            assertTrue(said.text().contains("db2"), said::text);
            assertTrue(said.took().compareTo(Duration.ofSeconds(60)) < 0, () -> said.took() + said.text());
            Scene.Checked checked = scene.checkRepl();
            assertTrue(checked.output().contains("db2"), checked::output);
            scene.line("masterha-check-ssh: exit " + said.exit() + " after "
                    + said.took().toMillis() + " ms: "
                    + said.text()
                            .lines()
                            .filter(l -> l.contains("db2"))
                            .findFirst()
                            .orElse(""));
        }
    }
}
