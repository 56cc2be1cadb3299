package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.node.NodeReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineEntryTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String input, String... args) {
        return new CommandLineEntry(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private NodeReply reply() throws IOException {
        return JSON.std.beanFrom(NodeReply.class, printed());
    }

    @Test
    void a_failure_in_json_is_one_line_with_code_what_why_next_and_changed(@TempDir Path dir) throws IOException {
        String request =
                "{\"binlogDirs\":[\"" + dir + "\"],\"from\":\"mysql-bin.000001:4\",\"exclude\":\"\",\"output\":\"\"}";

        assertEquals(1, run(request, "save-binlogs", "--json"));

        assertEquals(1, printed().lines().count());
        assertFalse(reply().ok());
        assertEquals("LOG_NOT_FOUND", reply().problem().get("code"));
        assertEquals("nothing was changed", reply().problem().get("changed"));
    }

    @Test
    void a_malformed_document_is_wrong_usage_and_never_quoted() throws IOException {
        assertEquals(2, run("{\"server\": {\"password\": \"geheim\" oops", "save-binlogs", "--json"));

        assertEquals("REQUEST_MALFORMED", reply().problem().get("code"));
        assertFalse(printed().contains("geheim")
                || err.toString(StandardCharsets.UTF_8).contains("geheim"));
    }

    @Test
    void a_document_without_a_key_that_must_be_there_is_malformed() throws IOException {
        assertEquals(2, run("{}", "save-binlogs", "--json"));

        assertEquals("REQUEST_MALFORMED", reply().problem().get("code"));
    }

    @Test
    void options_beside_json_are_refused() throws IOException {
        assertEquals(2, run("{}", "save-binlogs", "--json", "--from=x"));

        assertEquals("USAGE", reply().problem().get("code"));
    }

    @Test
    void help_has_examples_and_every_exit_code() {
        for (String command : new String[] {"save-binlogs", "save-relay-logs", "apply-diff"}) {
            out.reset();

            assertEquals(0, run("", command, "--help"));

            assertTrue(printed().contains("Examples:"), printed());
            assertTrue(printed().contains("10   nothing to save"), printed());
        }
    }

    @Test
    void an_unknown_option_and_an_unknown_command_are_wrong_usage() {
        assertEquals(2, run("", "save-binlogs", "--nonsense"));
        assertEquals(2, run("", "save-everything"));
        assertEquals(2, run(""));
    }

    @Test
    void a_position_that_is_none_is_wrong_usage(@TempDir Path dir) {
        assertEquals(2, run("", "save-binlogs", "--binlog-dir", dir.toString(), "--from", "4200", "--test"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("FILE:OFFSET"));
    }
}
