package io.masterha.manager.cli.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Asks the operator; without an answer the answer is no. */
public final class Terminal {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /** As in MHA, what begins with y is a yes. */
    public boolean agrees(String question) {
        return answer(question + " (yes/NO): ")
                .toLowerCase(java.util.Locale.ROOT)
                .startsWith("y");
    }

    public String answer(String question) {
        System.out.print(question);
        System.out.flush();
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
