package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions that are nowhere but on one replica are named. */
class DivergenceTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void what_the_source_has_is_no_divergence() {
        assertEquals("", Divergence.extra(A + ":1-90", List.of(A + ":1-100")));
        assertEquals("", Divergence.extra("", List.of(A + ":1-100")));
        assertEquals("", Divergence.extra("0-1-99", List.of("0-1-100")));
    }

    @Test
    void what_was_received_after_the_last_look_at_the_source_is_no_divergence() {
        assertEquals("", Divergence.extra(A + ":1-110", List.of(A + ":1-100", "", A + ":50-110")));
    }

    @Test
    void what_nobody_else_has_is_named() {
        assertEquals(B + ":1-2", Divergence.extra(A + ":1-90,\n" + B + ":1-2", List.of(A + ":1-100", A + ":1-80")));
        assertEquals("0-2-101", Divergence.extra("0-2-101", List.of("0-1-100")));
        assertEquals("0-2-100", Divergence.extra("0-2-100", List.of("0-1-100")), "the same number on two servers");
    }
}
