package io.masterha.manager.adapter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the source was seen last survives the manager. */
class FileWitnessStoreTest {
    private static final ServerId SOURCE = ServerId.parse("db1:3307");
    private static final Witness SEEN = new Witness(
            new BinlogPosition("mysql-bin.000007", 4200),
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5",
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-2",
            "3e11fa47-71ca-11e1-9e33-c80aa9429562",
            1,
            Instant.parse("2026-11-21T10:00:00.123Z"),
            Duration.ZERO);

    @Test
    void a_later_manager_reads_what_was_kept_and_only_of_the_same_server(@TempDir Path directory) {
        Path file = directory.resolve("app1.seen");
        new FileWitnessStore(file).keep(SOURCE, SEEN);
        assertEquals(Optional.of(SEEN), new FileWitnessStore(file).last(SOURCE));
        assertEquals(Optional.empty(), new FileWitnessStore(file).last(ServerId.parse("db1")));
    }

    @Test
    void a_file_that_was_cut_short_or_is_something_else_is_nothing(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("app1.seen");
        new FileWitnessStore(file).keep(SOURCE, SEEN);
        String whole = Files.readString(file);
        for (String part : new String[] {"", "source", whole.substring(0, 20), "\u0000\u0000\u0000", "seen=" + whole}) {
            Files.writeString(file, part);
            assertEquals(Optional.empty(), new FileWitnessStore(file).last(SOURCE), part);
        }
    }

    @Test
    void a_directory_that_cannot_be_written_is_a_problem_with_words(@TempDir Path directory) {
        Path nowhere = directory.resolve("no/such/directory/app1.seen");
        assertThrows(Problem.class, () -> new FileWitnessStore(nowhere).keep(SOURCE, SEEN));
    }
}
