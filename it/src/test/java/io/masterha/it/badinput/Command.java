package io.masterha.it.badinput;

import io.masterha.it.lab.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One command of the distribution, run to its end. */
final class Command {
    private static final int LIMIT_SECONDS = 60;

    /** How it ended. */
    record Outcome(String command, int exit, String out, String err) {
        String all() {
            return command + "\nexit " + exit + "\n--- stdout\n" + out + "--- stderr\n" + err;
        }
    }

    private Command() {}

    static Outcome run(Path directory, String name, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Repository.distribution().resolve("bin").resolve(name).toString());
        words.addAll(arguments);
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        Outcome outcome = new Outcome(
                String.join(" ", words),
                ended ? process.exitValue() : -1,
                Files.readString(out),
                Files.readString(err));
        if (!ended) {
            throw new AssertionError("no end within " + LIMIT_SECONDS + " s: " + outcome.all());
        }
        return outcome;
    }
}
