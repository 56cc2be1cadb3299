package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host's shell does with the archive of the node commands. */
class NodeInstallerTest {
    private final Path home;

    NodeInstallerTest(@TempDir Path home) {
        this.home = home;
    }

    private Path place() {
        return home.resolve("masterha-node-1");
    }

    private Path program(Path directory, String text) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path program = Files.writeString(bin.resolve("node-version"), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private Process begin(int number) throws Exception {
        Path tree = home.resolve("tree-" + number);
        program(tree, "exit 0");
        Path archive = home.resolve("archive-" + number);
        Process packing = new ProcessBuilder("tar", "-C", tree.toString(), "-czf", archive.toString(), ".").start();
        assertEquals(0, packing.waitFor());
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        Shell.script(NodeInstaller.UNPACK, archive.toString(), place().toString(), "m" + number))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out-" + number).toFile())
                .start();
    }

    private void ends(Process process) throws Exception {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
        assertEquals(0, process.exitValue());
    }

    @Test
    void commands_that_work_and_may_be_in_use_stay_where_they_are() throws Exception {
        program(place(), "exit 0");
        Object before = Files.getAttribute(place(), "unix:ino");
        ends(begin(1));
        assertEquals(before, Files.getAttribute(place(), "unix:ino"));
        assertFalse(Files.exists(home.resolve("archive-1")), "the archive is gone");
    }

    @Test
    void commands_that_do_not_work_are_replaced() throws Exception {
        program(place(), "exit 1");
        Object before = Files.getAttribute(place(), "unix:ino");
        ends(begin(1));
        assertNotEquals(before, Files.getAttribute(place(), "unix:ino"));
    }

    /** Seen with two servers on one host: the second took away what the first had just put there and used. */
    @Test
    void of_many_at_once_one_puts_them_there_and_no_other_takes_them_away() throws Exception {
        List<Process> all = new ArrayList<>();
        for (int n = 1; n <= 8; n++) {
            all.add(begin(n));
        }
        boolean wasThere = false;
        while (all.stream().anyMatch(Process::isAlive)) {
            boolean isThere = Files.exists(place().resolve("bin/node-version"));
            assertTrue(isThere || !wasThere, "it was there, and is gone");
            wasThere |= isThere;
        }
        for (Process one : all) {
            ends(one);
        }
        try (var left = Files.list(home)) {
            assertTrue(left.noneMatch(path -> path.toString().contains(".new-")), "nothing is left behind");
        }
    }
}
