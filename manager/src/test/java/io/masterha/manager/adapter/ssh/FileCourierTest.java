package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file's receiver does with it when all of it is there. */
class FileCourierTest {
    /** Of {@code "all of it"}. */
    private static final String SHA256 = "07630777646b9ad0ad5940c20f7703e5ba431d90dc8f191af6916bffca3e859c";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private int arrives(String sha256) throws IOException, InterruptedException {
        String command = Shell.script(FileCourier.ARRIVE, part().toString(), whole().toString(), sha256);
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private Path part() {
        return directory.resolve("log.part-1");
    }

    private Path whole() {
        return directory.resolve("log");
    }

    @Test
    void it_is_renamed_once_and_a_second_attempt_finds_it_there() throws Exception {
        Files.writeString(part(), "all of it");
        assertEquals(0, arrives(SHA256));
        assertFalse(Files.exists(part()));
        assertEquals("all of it", Files.readString(whole()));
        assertEquals(0, arrives(SHA256), () -> said());
    }

    @Test
    void one_that_is_another_is_refused_and_one_that_is_there_already_is_no_excuse() throws Exception {
        Files.writeString(whole(), "all of it");
        Files.writeString(part(), "half");
        assertEquals(4, arrives(SHA256));
        assertTrue(Files.exists(part()));
        Files.delete(part());
        Files.writeString(whole(), "of an earlier day");
        assertEquals(3, arrives(SHA256));
        Files.delete(whole());
        assertEquals(3, arrives(SHA256));
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
