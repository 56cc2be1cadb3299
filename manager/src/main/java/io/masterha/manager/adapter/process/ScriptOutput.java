package io.masterha.manager.adapter.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands the output of a script on line by line, in bounded memory and as a bounded number of bounded lines. */
final class ScriptOutput {
    private static final int MOST_LINES = 1000;
    private static final int LONGEST_LINE = 500;
    private static final int BUFFER_CHARS = 8192;

    private final Consumer<String> sink;
    private final StringBuilder line = new StringBuilder();
    private int lines;

    private ScriptOutput(Consumer<String> sink) {
        this.sink = sink;
    }

    /** Reads to the end, or the writer would wait; what is too much is left out. */
    static void copy(InputStream from, Consumer<String> sink) {
        ScriptOutput output = new ScriptOutput(sink);
        try (Reader reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
            char[] buffer = new char[BUFFER_CHARS];
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                for (int i = 0; i < count && output.lines <= MOST_LINES; i++) {
                    output.add(buffer[i]);
                }
            }
            output.endOfLine();
        } catch (IOException e) {
            sink.accept("(its output ended: " + e.getMessage() + ")");
        }
    }

    private void add(char character) {
        if (character == '\n') {
            line.append(line.isEmpty() ? " " : "");
            endOfLine();
        } else if (line.length() <= LONGEST_LINE && character != '\r') {
            // What moves a terminal's cursor has no place in a log.
            line.append(Character.isISOControl(character) ? ' ' : character);
        }
    }

    private void endOfLine() {
        if (line.isEmpty() || lines > MOST_LINES) {
            return;
        }
        lines++;
        if (lines > MOST_LINES) {
            sink.accept("(more output is left out)");
        } else {
            sink.accept(
                    line.length() > LONGEST_LINE
                            ? line.substring(0, LONGEST_LINE) + "..."
                            : line.toString().stripTrailing());
        }
        line.setLength(0);
    }
}
