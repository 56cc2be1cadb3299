package io.masterha.manager.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A report for programs: one JSON object, indented, with a final line break. */
final class PrettyJson {
    private PrettyJson() {}

    static String of(Map<String, ?> object) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(object) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
