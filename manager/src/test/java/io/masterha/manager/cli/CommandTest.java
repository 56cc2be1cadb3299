package io.masterha.manager.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Runs commands in this process and keeps what they print; nobody else may print meanwhile. */
@Isolated
abstract class CommandTest {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final PrintStream usualOut = System.out;
    final PrintStream usualErr = System.err;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    String complained() {
        return err.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    Path conf(String text) throws IOException {
        return Files.writeString(directory.resolve("app1.cnf"), text);
    }

    String usual() throws IOException {
        return conf("[server default]\nmanager_workdir=" + directory + "\n# about 1\n[server1]\nhostname=127.0.0.1\n")
                .toString();
    }
}
