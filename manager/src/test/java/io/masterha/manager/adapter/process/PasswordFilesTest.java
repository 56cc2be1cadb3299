package io.masterha.manager.adapter.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @Test
    void a_manager_that_is_told_to_end_while_a_script_runs_leaves_no_password_behind() throws Exception {
        Process manager = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Running.class.getName())
                .redirectErrorStream(true)
                .start();
        assertEquals('r', manager.getInputStream().read());
        assertEquals(1, secrets().size());
        manager.destroy();
        assertTrue(manager.waitFor(20, TimeUnit.SECONDS));
        assertEquals(List.of(), secrets());
    }

    @Test
    void what_a_killed_manager_left_behind_goes_with_the_next_run() throws Exception {
        Instant now = Instant.now();
        Path left = secret("masterha-2147483647-1.secret", now.minus(Duration.ofHours(2)));
        Path young = secret("masterha-2147483647-2.secret", now.minus(Duration.ofMinutes(2)));
        Path living = secret("masterha-" + ProcessHandle.current().pid() + "-3.secret", now.minus(Duration.ofHours(2)));
        Path other = secret("masterha-none.secret", now.minus(Duration.ofHours(2)));
        PasswordFiles.deleteLeftBehind(home, now);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(young) && Files.exists(living) && Files.exists(other));
    }

    private Path secret(String name, Instant written) throws Exception {
        Path file = Files.writeString(home.resolve(name), "secret");
        return Files.setLastModifiedTime(file, FileTime.from(written));
    }

    private List<Path> secrets() throws Exception {
        try (var files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith(".secret")).toList();
        }
    }

    /** A manager in the middle of a script. */
    static final class Running {
        private Running() {}

        public static void main(String[] ignored) throws Exception {
            PasswordFiles files = PasswordFiles.of(List.of("--new_master_password=secret"));
            System.out.print("r" + files.arguments().size());
            System.out.flush();
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
