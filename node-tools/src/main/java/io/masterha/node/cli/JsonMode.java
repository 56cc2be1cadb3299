package io.masterha.node.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.NodeReply;
import io.masterha.binlog.node.RecordText;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON document in, one JSON line out. */
final class JsonMode {
    private JsonMode() {}

    static <T extends Record> T read(InputStream in, Class<T> kind) {
        try {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (text.isBlank()) {
                throw malformed(kind, "it is empty");
            }
            return RecordText.read(kind, text);
        } catch (IOException e) {
            // The message may quote the document, and with it a password.
            throw malformed(kind, e.getClass().getSimpleName());
        }
    }

    private static Problem malformed(Class<?> kind, String why) {
        return Problem.of(NodeError.REQUEST_MALFORMED, "no " + kind.getSimpleName() + " on standard input")
                .why(why)
                .next("leave out --json and use options; --help lists them");
    }

    static String success(Object result) {
        return line(new NodeReply(true, map(result), Map.of()));
    }

    static String failure(Problem problem) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("code", problem.code().name());
        parts.put("what", problem.what());
        parts.put("why", problem.why());
        parts.put("next", problem.next());
        parts.put("changed", problem.changed());
        return line(new NodeReply(false, Map.of(), parts));
    }

    static Map<String, Object> map(Object result) {
        try {
            return JSON.std.mapFrom(JSON.std.asString(result));
        } catch (IOException e) {
            throw new IllegalStateException("a record of plain values can be written as JSON", e);
        }
    }

    private static String line(NodeReply reply) {
        try {
            return JSON.std.asString(reply);
        } catch (IOException e) {
            throw new IllegalStateException("a record of plain values can be written as JSON", e);
        }
    }
}
