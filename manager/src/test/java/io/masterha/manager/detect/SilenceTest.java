package io.masterha.manager.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(9);
    private final Silence silence = new Silence(Duration.ofSeconds(27));

    private static long at(double seconds) {
        return (long) (seconds * 1_000_000_000L);
    }

    private void silent(double from, double until) {
        silence.goesOn(at(from));
        silence.ends(at(until));
    }

    @Test
    void a_silence_outlasts_the_patience_from_the_question_that_was_not_answered() {
        silence.goesOn(at(100));
        silence.goesOn(at(103));
        assertFalse(silence.outlasts(PATIENCE, at(108.9)));
        assertTrue(silence.outlasts(PATIENCE, at(109)));
    }

    @Test
    void a_source_that_answers_for_as_long_as_it_was_silent_begins_anew() {
        silent(100, 105);
        silence.goesOn(at(110));
        assertFalse(silence.outlasts(PATIENCE, at(118.9)));
        assertTrue(silence.outlasts(PATIENCE, at(119)));
    }

    @Test
    void one_answer_does_not_wipe_out_what_went_before() {
        silent(100, 108);
        silence.goesOn(at(108.5));
        assertFalse(silence.outlasts(PATIENCE, at(112.9)), "shorter than half of the patience: a blip");
        assertTrue(silence.outlasts(PATIENCE, at(113)));
    }

    @Test
    void a_blip_is_no_death_whatever_went_before() {
        silent(100, 900);
        silence.goesOn(at(900.1));
        assertFalse(silence.outlasts(PATIENCE, at(904.5)));
        assertTrue(silence.outlasts(PATIENCE, at(904.7)));
    }

    @Test
    void no_more_is_remembered_than_the_longest_patience() {
        silent(100, 4000);
        silence.goesOn(at(4027));
        assertFalse(silence.outlasts(PATIENCE, at(4035.9)));
    }

    @Test
    void who_has_been_silent_is_watched_closely_until_it_has_answered_as_long() {
        assertFalse(silence.isRemembered(at(1)));
        silent(100, 105);
        assertTrue(silence.isRemembered(at(109.9)));
        assertFalse(silence.isRemembered(at(110)));
    }

    @Test
    void three_silences_within_five_minutes_are_a_coming_and_going() {
        silent(100, 101);
        silent(200, 201);
        assertFalse(silence.comesAndGoes());
        silent(300, 301);
        assertTrue(silence.comesAndGoes());
        silence.ends(at(402));
        assertEquals(2, silence.count());
        assertFalse(silence.comesAndGoes());
    }
}
