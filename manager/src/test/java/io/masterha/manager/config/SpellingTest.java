package io.masterha.manager.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({"port,port,0", "port,prt,1", "user,'',4", "kitten,sitting,3", "ab,ba,2"})
    void the_distance_counts_letters_added_dropped_and_exchanged(String a, String b, int expected) {
        assertEquals(expected, Spelling.distance(a, b));
        assertEquals(expected, Spelling.distance(b, a));
    }

    @Test
    void the_nearest_word_is_offered_and_none_that_is_far() {
        assertEquals(Optional.of("password"), Spelling.nearest("pasword", List.of("user", "password", "port")));
        assertEquals(Optional.empty(), Spelling.nearest("frobnicate", List.of("user", "password", "port")));
    }
}
