package io.masterha.manager.app.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.detect.Evidence;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.PingAnswer;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserversTest {
    private static Evidence.Host judged(HostSight.Kind seen, PingAnswer.Kind ping) {
        Observers.Answers answers = new Observers.Answers(
                new PingAnswer(ping, ""),
                new HostSight(seen, ""),
                new HookOutcome(HookOutcome.Kind.NOT_CONFIGURED, -1, ""),
                Evidence.Routes.NOT_CONFIGURED,
                List.of());
        return Observers.suspicious(answers, host -> Evidence.Patience.OVER)
                .evidence()
                .host();
    }

    /** Seen on a loaded machine: the port refused the ping and was open when the host was looked at. */
    @Test
    void a_server_whose_port_refused_the_ping_is_on_its_way_up_and_does_not_hang() {
        assertEquals(Evidence.Host.CLOSED, judged(HostSight.Kind.PRESENT, PingAnswer.Kind.REFUSED));
        assertEquals(Evidence.Host.CLOSED, judged(HostSight.Kind.CLOSED, PingAnswer.Kind.REFUSED));
    }

    @Test
    void a_server_that_is_there_and_does_not_answer_may_hang_and_other_sights_stand_for_themselves() {
        assertEquals(Evidence.Host.PRESENT, judged(HostSight.Kind.PRESENT, PingAnswer.Kind.SILENT));
        assertEquals(Evidence.Host.CRASHED, judged(HostSight.Kind.CRASHED, PingAnswer.Kind.REFUSED));
        assertEquals(Evidence.Host.STOPPED, judged(HostSight.Kind.STOPPED, PingAnswer.Kind.REFUSED));
        assertEquals(Evidence.Host.NO_ANSWER, judged(HostSight.Kind.NO_ANSWER, PingAnswer.Kind.REFUSED));
    }

    private static int asked(Trouble.Kind trouble) {
        WatchedWorld watched = new WatchedWorld(new Trouble().from(trouble, Duration.ZERO));
        List<Member> members = new ArrayList<>();
        for (int n = 1; n <= 7; n++) {
            members.add(new Member(new ServerId("s" + n, 3306), "s" + n, PromotionRule.NEUTRAL, true, false));
        }
        Observers observers =
                new Observers(watched.world(), watched, new Cluster("watched", members), WatchedWorld.SOURCE);
        return observers
                .ask(() -> new PingAnswer(PingAnswer.Kind.REFUSED, ""), Duration.ofSeconds(5))
                .views()
                .size();
    }

    @Test
    void few_replicas_are_asked_where_the_host_proves_the_death_and_all_where_it_does_not() {
        assertEquals(3, asked(Trouble.Kind.CRASHED));
        assertEquals(6, asked(Trouble.Kind.STOPPED));
        assertEquals(6, asked(Trouble.Kind.FROZEN));
        assertEquals(6, asked(Trouble.Kind.HOST_GONE));
    }
}
