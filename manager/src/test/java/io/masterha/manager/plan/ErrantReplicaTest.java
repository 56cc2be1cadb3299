package io.masterha.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica with transactions of its own becomes the source only if no other can, or if the operator names it. */
class ErrantReplicaTest {
    private static final String A = "aaaaaaaa-71ca-11e1-9e33-c80aa9429562";
    private static final String EXTRA = "4e11fa47-71ca-11e1-9e33-c80aa9429562:1-2";

    private static Topology topology(String second, String third) {
        return TopologyText.parse(List.of(
                "source s1 server_id=1 host=answers seen=b.000001:300 seen_gtids=" + A + ":1-9 seen_purged=" + A
                        + ":1-2",
                "mode gtid donor=-",
                "replica s2" + USUAL + second,
                "replica s3" + USUAL + third));
    }

    private static final String USUAL = " version=mysql-9.7.1 received=b.000001:300 executed=b.000001:300"
            + " applier=running log_bin=true rule=neutral checks_delay=true ignore_fail=false extra_gtids=";

    private static Candidates.Ranking rank(ElectionPolicy policy, String second, String third) {
        return Candidates.rank(topology(second, third), policy);
    }

    private static String winner(Candidates.Ranking ranking) {
        return ranking.winner().orElseThrow().id().host();
    }

    @Test
    void a_clean_replica_goes_before_it_and_the_transactions_are_named() {
        Candidates.Ranking ranking = rank(ElectionPolicy.USUAL, EXTRA, "-");
        assertEquals("s3", winner(ranking));
        assertEquals(
                "[s2: it has transactions that never came from the source: " + EXTRA + "]",
                ranking.rejected().toString());
    }

    @Test
    void if_all_have_some_there_is_a_source_nevertheless() {
        Candidates.Ranking ranking = rank(ElectionPolicy.USUAL, EXTRA, EXTRA);
        assertEquals("s2", winner(ranking));
        assertTrue(ranking.because().contains(EXTRA), ranking.because());
    }

    @Test
    void the_operator_s_word_counts_and_the_transactions_are_named_nevertheless() {
        Candidates.Ranking ranking =
                rank(new ElectionPolicy(ElectionPolicy.Kind.MHA, Optional.of(ServerId.parse("s2"))), EXTRA, "-");
        assertEquals("s2", winner(ranking));
        assertTrue(ranking.because().contains(EXTRA), ranking.because());
    }

    @Test
    void two_of_which_each_lacks_something_of_the_other_are_rivals_and_both_differences_are_shown() {
        Topology topology = topology("- gtids=" + A + ":1-7:9", "- gtids=" + A + ":1-8");
        List<Rivals.Rival> rivals = Rivals.of(topology, topology.replicas().get(0));
        assertEquals(
                "s3 has " + A + ":8, which s2 lacks, and lacks " + A + ":9",
                Rivals.words(topology.replicas().get(0), rivals));
    }

    @Test
    void one_that_is_behind_or_differs_in_what_was_purged_or_written_there_is_no_rival() {
        assertTrue(rivals("- gtids=" + A + ":1-9", "- gtids=" + A + ":1-5").isEmpty());
        assertTrue(rivals("- gtids=" + A + ":3-9", "- gtids=" + A + ":1-5").isEmpty());
        assertTrue(rivals("- gtids=" + A + ":1-9", EXTRA + " gtids=" + A + ":1-5," + EXTRA)
                .isEmpty());
        assertTrue(rivals("-", "- gtids=" + A + ":1-5").isEmpty());
    }

    /** Read while the source goes on writing: the one that was asked a moment later has more, at the same place. */
    @Test
    void one_that_has_more_at_the_same_place_goes_first_but_not_while_they_receive() {
        Topology stopped = topology("- gtids=" + A + ":1-5", "- gtids=" + A + ":1-8");
        Candidates.Ranking ranking = Candidates.rank(stopped, ElectionPolicy.USUAL);
        assertEquals("s3", ranking.winner().orElseThrow().id().host());
        assertTrue(ranking.rejected().toString().contains("s3 stands at the same place and has more: " + A + ":6-8"));
        Candidates.Ranking receiving = Candidates.rank(stopped.withoutSets(), ElectionPolicy.USUAL);
        assertEquals(List.of(), receiving.rejected());
    }

    private static List<Rivals.Rival> rivals(String second, String third) {
        Topology topology = topology(second, third);
        return Rivals.of(topology, topology.replicas().get(0));
    }
}
