package io.masterha.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Given a topology in text, the plan in text. */
class FailoverPlannerTest {
    private static final String REST =
            " version=mysql-8.0.33 applier=running log_bin=true checks_delay=true ignore_fail="
                    + "false extra_gtids=- rule=";

    @Test
    void replicas_that_stopped_at_the_same_position_share_one_relay_log_diff() {
        String plan = plan(
                "source s1 server_id=1 host=answers seen=-",
                "mode position donor=s2@b.000001:100",
                "replica s2 received=b.000001:300 executed=b.000001:300" + REST + "never",
                "replica s3 received=b.000001:100 executed=b.000001:100" + REST + "neutral",
                "replica s4 received=b.000001:100 executed=b.000001:90" + REST + "neutral",
                "replica s5 received=b.000001:200 executed=b.000001:200" + REST + "neutral");
        assertEquals("""
                SAVE_BINLOG      IF_REACHABLE save binlog of s1 from b.000001:300
                GENERATE_DIFF    LOSE_SERVER  save relay log of s2 from b.000001:100 to b.000001:300
                GENERATE_DIFF    LOSE_SERVER  save relay log of s2 from b.000001:200 to b.000001:300
                GENERATE_DIFF    LOSE_SERVER  send relay log of s2 to s3
                GENERATE_DIFF    LOSE_SERVER  send saved binlog of s1 to s3
                APPLY_DIFF       LOSE_SERVER  apply logs on s3, needs DIFF
                PROMOTE          ABORT        promote s3
                REPLICA_DIFFS    LOSE_SERVER  send relay log of s2 to s4
                REPLICA_DIFFS    LOSE_SERVER  send relay log of s2 to s5
                REPLICA_DIFFS    LOSE_SERVER  send saved binlog of s1 to s2
                REPLICA_DIFFS    LOSE_SERVER  send saved binlog of s1 to s4
                REPLICA_DIFFS    LOSE_SERVER  send saved binlog of s1 to s5
                REPLICA_APPLY    LOSE_SERVER  apply logs on s2
                REPLICA_APPLY    LOSE_SERVER  apply logs on s4, needs DIFF
                REPLICA_APPLY    LOSE_SERVER  apply logs on s5, needs DIFF
                REPOINT          LOSE_SERVER  point s2 at s3
                REPOINT          LOSE_SERVER  point s4 at s3
                REPOINT          LOSE_SERVER  point s5 at s3
                CLEANUP          CONTINUE     clear the replication settings of s3""", plan);
    }

    @Test
    void by_gtid_only_the_new_source_is_completed() {
        String plan = plan(
                "source s1 server_id=1 host=answers seen=-",
                "mode gtid donor=s2@b.000001:100",
                "replica s2 received=b.000001:300 executed=b.000001:300" + REST + "neutral",
                "replica s3 received=b.000001:100 executed=b.000001:100" + REST + "neutral");
        assertEquals("""
                SAVE_BINLOG      IF_REACHABLE save binlog of s1 from b.000001:300
                GENERATE_DIFF    LOSE_SERVER  send saved binlog of s1 to s2
                APPLY_DIFF       LOSE_SERVER  apply logs on s2
                PROMOTE          ABORT        promote s2
                REPOINT_BY_GTID  LOSE_SERVER  point s3 at s2 by GTID
                CLEANUP          CONTINUE     clear the replication settings of s2""", plan);
    }

    @Test
    void a_replica_that_cannot_be_completed_is_not_pointed_at_the_new_source_by_position() {
        String plan = plan(
                "source s1 server_id=1 host=silent seen=-",
                "mode position donor=-",
                "replica s2 received=b.000001:300 executed=b.000001:300" + REST + "neutral",
                "replica s3 received=b.000001:100 executed=b.000001:100" + REST + "neutral");
        assertEquals("""
                APPLY_DIFF       LOSE_SERVER  apply logs on s2
                PROMOTE          ABORT        promote s2
                CLEANUP          CONTINUE     clear the replication settings of s2""", plan);
    }

    private static String plan(String... lines) {
        Topology topology = TopologyText.parse(Stream.of(lines).toList());
        Replica winner =
                Candidates.rank(topology, ElectionPolicy.USUAL).winner().orElseThrow();
        FenceCertificate certificate =
                new FenceCertificate(topology.source().id(), FenceCertificate.Strength.PROVED_DOWN, List.of());
        return String.join(
                "\n",
                FailoverPlanner.plan(topology, FailoverPolicy.USUAL, winner, certificate)
                        .format());
    }
}
