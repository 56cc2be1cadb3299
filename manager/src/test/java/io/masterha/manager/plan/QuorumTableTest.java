package io.masterha.manager.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many replicas must answer before a source is replaced: all of the small input space. */
class QuorumTableTest {
    @Test
    void a_manager_that_sees_neither_half_of_the_replicas_nor_the_sources_host_refuses_and_nobody_else_does() {
        Set<String> reached = new TreeSet<>();
        for (QuorumPolicy policy : QuorumPolicy.values()) {
            for (boolean host : new boolean[] {false, true}) {
                for (int counted = 0; counted <= 9; counted++) {
                    for (int asked = 0; asked <= counted; asked++) {
                        QuorumTable.Row row = QuorumTable.judge(new QuorumTable.View(asked, counted, host), policy);
                        boolean isMinority = asked < counted - asked;
                        boolean isRefused = isMinority && !host && policy == QuorumPolicy.HALF;
                        assertEquals(!isRefused, row.goesOn(), asked + " of " + counted + ", " + host + ", " + policy);
                        reached.add(row.rule());
                    }
                }
            }
        }
        assertEquals(
                QuorumTable.rows().stream().map(QuorumTable.Row::rule).collect(Collectors.toCollection(TreeSet::new)),
                reached,
                "every row is reached");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, enough",
        "1, 3, too-few",
        "2, 3, enough",
        "2, 4, enough",
        "1, 4, too-few",
        "0, 1, too-few",
        "0, 0, enough"
    })
    void half_is_enough(int asked, int counted, String rule) {
        assertEquals(
                rule,
                QuorumTable.judge(new QuorumTable.View(asked, counted, false), QuorumPolicy.HALF)
                        .rule());
    }

    @Test
    void strict_configurations_count_and_those_of_mha_do_not() {
        assertEquals(QuorumPolicy.HALF, new Safety(FencePolicy.STRICT, LossPolicy.BOUNDED).quorum());
        assertEquals(QuorumPolicy.NONE, Safety.USUAL.quorum());
        assertTrue(Safety.named("strict", "refuse", "none").quorum() == QuorumPolicy.NONE);
    }
}
