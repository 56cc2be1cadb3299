package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlCommandTest {
    private static final SqlCommand WITH_PASSWORD =
            SqlCommand.masked("CHANGE TO PASSWORD = 'a''b', X = 1", "CHANGE TO PASSWORD = '***', X = 1");

    @Test
    void a_server_that_repeats_a_part_of_a_statement_with_a_password_is_not_quoted() {
        SQLException syntax = new SQLException("You have an error near 'a''b', X = 1'", "42000", 1064);
        assertFalse(WITH_PASSWORD.wordsOf(syntax).contains("a''b"), WITH_PASSWORD.wordsOf(syntax));
        assertTrue(WITH_PASSWORD.wordsOf(syntax).startsWith("error 1064"), WITH_PASSWORD.wordsOf(syntax));
    }

    @Test
    void other_errors_and_statements_without_a_password_are_quoted() {
        SQLException denied = new SQLException("Access denied", "42000", 1227);
        assertEquals("error 1227: Access denied", WITH_PASSWORD.wordsOf(denied));
        SQLException syntax = new SQLException("near 'X'", "42000", 1064);
        assertEquals("error 1064: near 'X'", SqlCommand.of("SHOW X").wordsOf(syntax));
    }
}
