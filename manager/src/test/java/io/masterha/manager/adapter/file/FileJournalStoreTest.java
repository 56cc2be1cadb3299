package io.masterha.manager.adapter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.masterha.binlog.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalStoreTest {
    @TempDir
    Path home = Path.of("");

    @Test
    void lines_come_back_in_order_also_to_another_manager() throws Exception {
        Path file = home.resolve("app1-20261120-120441.jsonl");
        try (FileJournalStore store = new FileJournalStore(file)) {
            assertEquals(List.of(), store.lines());
            store.append("one");
            store.append("zwei ü");
            assertEquals(List.of("one", "zwei ü"), store.lines());
        }
        try (FileJournalStore again = new FileJournalStore(file)) {
            again.append("three");
            assertEquals(List.of("one", "zwei ü", "three"), again.lines());
        }
    }

    @Test
    void a_torn_last_line_is_left_out_and_not_continued() throws Exception {
        Path file = home.resolve("app1.jsonl");
        Files.writeString(file, "one\ntwo\nthr");
        try (FileJournalStore store = new FileJournalStore(file)) {
            assertEquals(List.of("one", "two"), store.lines());
            store.append("three");
            assertEquals(List.of("one", "two", "three"), store.lines());
        }
        assertEquals("one\ntwo\nthree\n", Files.readString(file));
    }

    @Test
    void a_file_that_was_only_torn_is_empty() throws Exception {
        Path file = home.resolve("app1.jsonl");
        Files.writeString(file, "on", StandardOpenOption.CREATE);
        try (FileJournalStore store = new FileJournalStore(file)) {
            assertEquals(List.of(), store.lines());
            store.append("one");
        }
        assertEquals("one\n", Files.readString(file));
    }

    @Test
    void half_a_line_that_a_full_disk_took_is_not_continued_when_there_is_room_again() throws Exception {
        Path disk = Files.createDirectory(home.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk.toString()), "may mount");
        try (FileJournalStore store = new FileJournalStore(disk.resolve("app1.jsonl"))) {
            store.append("one");
            Path filler = disk.resolve("filler");
            Files.write(filler, new byte[4096]);
            String line = "x".repeat(3000);
            assertThrows(Problem.class, () -> {
                for (int i = 0; i < 10; i++) {
                    store.append(line);
                }
            });
            Files.delete(filler);
            store.append("two");
            List<String> lines = store.lines();
            assertEquals("one", lines.get(0));
            assertEquals("two", lines.get(lines.size() - 1));
            assertEquals(
                    List.of(),
                    lines.stream().filter(l -> !l.matches("one|two|x{3000}")).toList());
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void a_directory_that_is_not_there_is_a_problem_with_a_next_step() {
        FileJournalStore store = new FileJournalStore(home.resolve("missing/app1.jsonl"));
        Problem problem = assertThrows(Problem.class, () -> store.append("one"));
        assertEquals(false, problem.next().isEmpty());
    }
}
