package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.port.DiskSight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script on this machine, with its own df and with one that prints what we want. */
class DiskScriptTest {
    @TempDir
    Path home = Path.of("");

    private String run(String script, String path) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/sh",
                "-c",
                script,
                "masterha",
                home.toString(),
                home.resolve("none").toString());
        builder.environment().merge("PATH", path, (old, mine) -> mine + old);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    @Test
    void a_directory_of_this_machine_has_room_and_a_missing_one_is_left_out() throws Exception {
        String out = run(DiskScript.SCRIPT, "");
        assertEquals(1, out.lines().count(), out);
        assertTrue(out.matches("disk \\d+ rw /.*\\s"), out);
        assertEquals(DiskSight.Kind.ROOM, DiskScript.judge(out).kind());
    }

    @Test
    void a_full_one_is_seen_in_what_df_prints() throws Exception {
        Path df = home.resolve("df");
        Files.writeString(df, """
                #!/bin/sh
                echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
                echo 'tmpfs               24576 24576         0     100% /data of db'
                """);
        assertTrue(df.toFile().setExecutable(true));
        DiskSight sight = DiskScript.judge(run(DiskScript.SCRIPT, home + ":"));
        assertEquals(new DiskSight(DiskSight.Kind.FULL, "/data of db has 0 kB left"), sight);
    }

    @ParameterizedTest
    @CsvSource({
        "disk 0 rw /data, FULL",
        "disk 63 rw /data, FULL",
        "disk 64 rw /data, ROOM",
        "disk 9000 ro /data, READ_ONLY",
        "df: no such file, UNKNOWN",
        "'', UNKNOWN"
    })
    void an_answer_is_judged(String line, DiskSight.Kind kind) {
        assertEquals(kind, DiskScript.judge(line).kind());
    }

    @Test
    void the_worst_of_two_file_systems_counts() {
        assertEquals(
                DiskSight.Kind.FULL,
                DiskScript.judge("disk 9000 rw /data\ndisk 10 rw /binlog\n").kind());
        assertEquals(
                DiskSight.Kind.READ_ONLY,
                DiskScript.judge("disk 10 rw /data\ndisk 9000 ro /binlog\n").kind());
    }
}
