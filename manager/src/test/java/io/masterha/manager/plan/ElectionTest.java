package io.masterha.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import io.masterha.manager.topology.TopologyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Given replicas in text, who becomes the source and why, by each policy. */
class ElectionTest {
    private static final int ROUNDS = 20_000;

    /** Columns of each replica: received/executed, then words; s2 is the first. */
    @ParameterizedTest(name = "{0}: mha {2}, dominance {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "all equal: the first | 1:500/1:500; 1:500/1:500 | s2 | s2",
                "the most advanced | 1:400/1:400; 1:500/1:500 | s3 | s3",
                "candidate_master that is most advanced | 1:500/1:500; 1:500/1:500 prefer | s3 | s3",
                "candidate_master that is behind | 1:500/1:500; 1:400/1:400 prefer | s3 | s2",
                "the same with latest_priority=0 | 1:500/1:500 nolatest; 1:400/1:400 prefer | s3 | s3",
                "latest_priority=0: the first | 1:400/1:400 nolatest; 1:500/1:500 nolatest | s2 | s3",
                "no_master, most advanced | 1:500/1:500 never; 1:400/1:400 | s3 | s3",
                "no log_bin | 1:500/1:500 nologbin; 1:400/1:400 | s3 | s3",
                "newer version | 1:500/1:500 new; 1:400/1:400 | s3 | s3",
                "one file behind by few bytes | 2:200/1:900; 2:100/2:100 | s3 | s2",
                "one file behind, nobody asks | 2:200/1:900 nodelay; 2:100/2:100 | s2 | s2",
                "one file behind, its own block does not ask | 2:200/2:200; 2:200/1:900 nodelay prefer | s2 | s3",
                "a whole file behind | 3:200/1:900; 3:100/3:100 | s3 | s3",
                "100 MB behind | 1:300000000/1:200000000; 1:299999999/1:299999999 | s2 | s2",
                "a byte more | 1:300000000/1:199999999; 1:299999999/1:299999999 | s3 | s3",
                "less left to execute | 1:500/1:300; 1:500/1:500 | s2 | s3",
                "broken | 1:500/1:300 broken; 1:400/1:400 | s3 | s3",
                "delayed on purpose | 1:500/1:100 delayed; 1:400/1:400 | s3 | s3",
                "delayed and preferred | 1:500/1:100 delayed prefer; 1:400/1:400 | s3 | s3",
                "only one, delayed | 1:500/1:100 delayed | - | -",
                "nobody may | 1:500/1:500 never; 1:500/1:500 nologbin | - | -"
            })
    void who_becomes_the_source(String what, String replicas, String mha, String dominance) {
        Topology topology = topology(replicas.split(";"));
        assertEquals(mha, winner(topology, ElectionPolicy.Kind.MHA), what);
        assertEquals(dominance, winner(topology, ElectionPolicy.Kind.DOMINANCE), what);
    }

    @Test
    void a_delayed_replica_says_why_it_is_left_out_and_is_taken_if_it_is_named() {
        Topology topology = topology("1:500/1:100 delayed", "1:400/1:400");
        assertEquals(
                "[s2: it is delayed by 3600 s on purpose, so it becomes the source only if --new_master_host names it]",
                Candidates.rank(topology, ElectionPolicy.USUAL).rejected().toString());
        for (ElectionPolicy.Kind kind : ElectionPolicy.Kind.values()) {
            ElectionPolicy named = new ElectionPolicy(kind, Optional.of(ServerId.parse("s2")));
            assertEquals(
                    "s2",
                    Candidates.rank(topology, named).winner().orElseThrow().id().toString());
        }
    }

    @Test
    void a_named_server_that_may_not_become_the_source_ends_the_election() {
        Topology topology = topology("1:500/1:500 never", "1:400/1:400");
        ElectionPolicy named = new ElectionPolicy(ElectionPolicy.Kind.MHA, Optional.of(ServerId.parse("s2")));
        assertEquals(Optional.empty(), Candidates.rank(topology, named).winner());
        assertEquals(
                "s2, which the operator named, is not eligible",
                Candidates.rank(topology, named).because());
    }

    @Test
    void dominance_says_what_the_others_lack() {
        Topology topology = topology("1:400/1:400 prefer", "1:500/1:300", "1:500/1:200");
        assertEquals(
                "received up to b.000001:500, 200 bytes to execute; s2 received less, up to b.000001:400;"
                        + " s4 received as much, has 300 bytes to execute",
                Candidates.rank(topology, new ElectionPolicy(ElectionPolicy.Kind.DOMINANCE, Optional.empty()))
                        .because());
    }

    /** Right after a reconnect by GTID the received position is the beginning of a file. */
    @Test
    void dominance_goes_by_sets_where_they_are_known_and_comparable() {
        String uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
        List<String> lines = List.of(
                "source s1 server_id=1 host=answers seen=-",
                "mode gtid donor=-",
                line(2, "1:500/1:500") + " gtids=" + uuid + ":1-8",
                line(3, "1:400/1:400") + " gtids=" + uuid + ":1-9");
        assertEquals("s3", winner(TopologyText.parse(lines), ElectionPolicy.Kind.DOMINANCE));
        assertEquals("s2", winner(TopologyText.parse(lines), ElectionPolicy.Kind.MHA));
    }

    @Test
    void mha_s_policy_chooses_as_the_words_of_its_reference_say() {
        Random random = new Random(336);
        int chosen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Topology topology = random(random);
            String expected = MhaReference.newMaster(topology);
            String actual = winner(topology, ElectionPolicy.Kind.MHA);
            assertEquals(expected, actual, () -> String.join("\n", TopologyText.format(topology)));
            chosen += actual.equals("-") ? 0 : 1;
        }
        assertTrue(chosen > ROUNDS / 2 && chosen < ROUNDS, chosen + " of " + ROUNDS);
    }

    @Test
    void dominance_never_promotes_who_received_less_than_another_that_is_eligible_and_not_less_preferred() {
        Random random = new Random(337);
        for (int round = 0; round < ROUNDS; round++) {
            Topology topology = random(random);
            Candidates.Ranking ranking =
                    Candidates.rank(topology, new ElectionPolicy(ElectionPolicy.Kind.DOMINANCE, Optional.empty()));
            if (ranking.winner().isEmpty()) {
                continue;
            }
            Replica winner = ranking.winner().get();
            boolean latestFirst = topology.mostAdvanced().orElseThrow().latestPriority();
            List<ServerId> rejected =
                    ranking.rejected().stream().map(Candidates.Rejected::server).toList();
            topology.replicas().stream()
                    .filter(r -> !rejected.contains(r.id()))
                    .filter(r -> latestFirst || r.rule() == winner.rule())
                    .forEach(r -> assertTrue(
                            !r.received().isAfter(winner.received()),
                            () -> winner.id() + " was chosen: " + String.join("\n", TopologyText.format(topology))));
        }
    }

    private static Topology random(Random random) {
        List<String> replicas = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int file = 9 + random.nextInt(3);
            long[] offsets = {4, 1000, 150_000_000, 150_001_000, 250_001_001};
            int read = random.nextInt(offsets.length);
            int executedFile = file - (random.nextInt(4) == 0 ? 1 : 0);
            long executed = offsets[executedFile < file ? random.nextInt(offsets.length) : random.nextInt(read + 1)];
            replicas.add(file + ":" + offsets[read] + "/" + executedFile + ":" + executed
                    + (random.nextInt(4) == 0 ? " prefer" : random.nextInt(6) == 0 ? " never" : "")
                    + (random.nextInt(8) == 0 ? " nologbin" : "")
                    + (random.nextInt(8) == 0 ? " new" : "")
                    + (random.nextInt(3) == 0 ? " nodelay" : "")
                    + (random.nextInt(3) == 0 ? " nolatest" : ""));
        }
        return topology(replicas.toArray(String[]::new));
    }

    private static String winner(Topology topology, ElectionPolicy.Kind kind) {
        return Candidates.rank(topology, new ElectionPolicy(kind, Optional.empty()))
                .winner()
                .map(r -> r.id().toString())
                .orElse("-");
    }

    private static Topology topology(String... replicas) {
        List<String> lines = new ArrayList<>();
        lines.add("source s1 server_id=1 host=answers seen=-");
        lines.add("mode position donor=-");
        for (int i = 0; i < replicas.length; i++) {
            lines.add(line(i + 2, replicas[i].trim()));
        }
        return TopologyText.parse(lines);
    }

    private static String line(int number, String replica) {
        String[] words = replica.split("[ /]");
        List<String> flags = List.of(words).subList(2, words.length);
        return "replica s" + number + " received=" + position(words[0]) + " executed=" + position(words[1])
                + " version=mysql-" + (flags.contains("new") ? "8.4.1" : "8.0.33")
                + " applier=" + (flags.contains("broken") ? "broken" : "running")
                + " log_bin=" + !flags.contains("nologbin")
                + " rule=" + (flags.contains("never") ? "never" : flags.contains("prefer") ? "prefer" : "neutral")
                + " checks_delay=" + !flags.contains("nodelay") + " ignore_fail=false extra_gtids=-"
                + " latest_priority=" + !flags.contains("nolatest")
                + (flags.contains("delayed") ? " delay=3600" : "");
    }

    private static String position(String fileAndOffset) {
        String[] parts = fileAndOffset.split(":");
        return "b.%06d:%s".formatted(Integer.parseInt(parts[0]), parts[1]);
    }
}
