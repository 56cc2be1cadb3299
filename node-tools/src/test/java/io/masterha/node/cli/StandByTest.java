package io.masterha.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.node.OrderlyEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
                rehearse
                """;
        new StandBy(
                        new ByteArrayInputStream(requests.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .serve(OrderlyEnd.begin());
        List<String> lines = lines(out);
        while (lines.size() < 9) {
            TimeUnit.MILLISECONDS.sleep(10);
            lines = lines(out);
        }
        List<String> logins = lines.stream()
                .filter(line -> line.contains("logged in"))
                .sorted()
                .toList();
        assertTrue(logins.get(0).startsWith("not logged in: cannot log in to admin@127.0.0.1:1: "), logins.get(0));
        assertEquals("not logged in: that is no login", logins.get(1));
        assertTrue(lines.contains("rehearsed"), lines.toString());
        List<String> others = lines.stream()
                .filter(line -> !line.contains("logged in") && !line.equals("rehearsed"))
                .toList();
        assertEquals("hello", others.get(0));
        assertTrue(others.get(1).startsWith("not held: "), others.get(1));
        assertTrue(others.get(2).startsWith("not held: "), others.get(2));
        assertTrue(others.get(3).contains("version"), others.get(3));
        assertTrue(others.get(4).contains("no such command"), others.get(4));
        assertEquals("hello", others.get(5));
    }

    private static List<String> lines(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
