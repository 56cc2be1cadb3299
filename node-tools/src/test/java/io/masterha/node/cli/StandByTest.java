package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.node.OrderlyEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StandByTest {
    @Test
    @Timeout(60)
    void it_answers_request_after_request_and_survives_those_that_make_no_sense() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String requests = """
                hello
                hold x /nowhere
                hold\s
                node-version {}
                no-such-command {}
                login {"password":"secret"}
                login {"host":"127.0.0.1","port":1,"user":"admin","password":"secret"}
                hello
                """;
        new StandBy(
                        new ByteArrayInputStream(requests.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .serve(OrderlyEnd.begin());
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(8, lines.size(), lines.toString());
        assertEquals("hello", lines.get(0));
        assertTrue(lines.get(1).startsWith("not held: "), lines.get(1));
        assertTrue(lines.get(2).startsWith("not held: "), lines.get(2));
        assertTrue(lines.get(3).contains("version"), lines.get(3));
        assertTrue(lines.get(4).contains("no such command"), lines.get(4));
        assertEquals("not logged in: that is no login", lines.get(5));
        assertTrue(lines.get(6).startsWith("not logged in: cannot log in to admin@127.0.0.1:1: "), lines.get(6));
        assertEquals("hello", lines.get(7));
    }
}
