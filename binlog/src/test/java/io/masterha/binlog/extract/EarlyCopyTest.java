package io.masterha.binlog.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Fixtures;
import io.masterha.binlog.MemoryDirectory;
import io.masterha.binlog.Problem;
import io.masterha.binlog.Watcher;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.FormatDescription;
import io.masterha.binlog.frame.LogReader;
import io.masterha.binlog.node.SavedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is copied while the walk goes on is what a copy after it would have written. */
@Execution(ExecutionMode.CONCURRENT)
class EarlyCopyTest {
    private static final int SEEDS = 40;
    private static final int ROUNDS = 100;
    private static final int LONG_BYTES = 3 << 20;
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    @TempDir(factory = MemoryDirectory.class)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    static Stream<Fixtures> servers() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void an_early_copy_of_whole_cut_or_damaged_logs_is_byte_for_byte_the_late_one(Fixtures server) throws IOException {
        int refused = 0;
        int cut = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Path source = copyOf(server, "source-" + seed);
            List<Path> files = server.binlogs();
            Path victim = source.resolve(files.get(random.nextInt(files.size())).getFileName());
            if (seed > 0) {
                damage(victim, random);
            }
            BinlogPosition from = new BinlogPosition(files.get(0).getFileName().toString(), 4);
            Path early =
                    Files.createDirectory(directory.resolve("early-" + seed)).resolve("tail");
            Path late = Files.createDirectory(directory.resolve("late-" + seed)).resolve("tail");
            String story = server + " seed " + seed;
            SavedLog expected;
            try {
                expected = BinlogExtract.from(List.of(source), from)
                        .copiesFrom(Long.MAX_VALUE)
                        .save(late);
            } catch (Problem e) {
                refused++;
                Problem same = assertThrows(
                        Problem.class,
                        () -> BinlogExtract.from(List.of(source), from)
                                .copiesFrom(1)
                                .save(early),
                        story);
                assertEquals(e.sentence(), same.sentence(), story);
                assertEquals(List.of(), filesIn(early.resolveSibling("")), story);
                continue;
            }
            SavedLog actual =
                    BinlogExtract.from(List.of(source), from).copiesFrom(1).save(early);
            assertEquals(
                    expected.at("").toString().replace(late.toString(), early.toString()),
                    actual.at("").toString());
            assertEquals(filesIn(late.resolveSibling("")), filesIn(early.resolveSibling("")), story);
            for (String name : filesIn(late.resolveSibling(""))) {
                if (!name.endsWith(".json")) {
                    assertArrayEquals(
                            Files.readAllBytes(late.resolveSibling(name)),
                            Files.readAllBytes(early.resolveSibling(name)),
                            story + " " + name);
                }
            }
            cut += expected.cut().isEmpty() ? 0 : 1;
        }
        assertTrue(cut > 5, cut + " cut, " + refused + " refused");
    }

    @Test
    void a_log_without_checksums_that_goes_on_with_some_is_copied_when_all_is_known() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path without = logWith(Checksum.NONE, false);
        Files.copy(without, source.resolve("mysql-bin.000001"));
        Files.copy(logWith(Checksum.CRC32, true), source.resolve("mysql-bin.000002"));
        BinlogPosition from = new BinlogPosition("mysql-bin.000001", 4);
        SavedLog late = BinlogExtract.from(List.of(source), from)
                .copiesFrom(Long.MAX_VALUE)
                .save(directory.resolve("late"));
        SavedLog early = BinlogExtract.from(List.of(source), from).copiesFrom(1).save(directory.resolve("early"));
        assertEquals(4, early.pieces().get(0).grown());
        assertEquals(0, early.pieces().get(1).grown());
        assertEquals(late.sha256(), early.sha256());
        assertEquals(late.pieces(), early.pieces());
        try (Stream<Path> left = Files.list(directory)) {
            assertFalse(left.anyMatch(file -> file.toString().endsWith(".tmp")));
        }
    }

    @Test
    void a_copy_that_cannot_write_ends_the_save_with_its_reason_and_leaves_nothing() throws IOException {
        Fixtures server = Fixtures.named("mysql97-gtid");
        Path output = directory.resolve("tail");
        // The first read of the walk comes when nothing is complete; then the place for the output goes away.
        Files.createDirectory(directory.resolve("tail.tmp"));
        Files.createFile(directory.resolve("tail.tmp").resolve("in-the-way"));
        String first = server.binlogs().get(0).getFileName().toString();
        BinlogExtract extract = BinlogExtract.from(List.of(server.source()), new BinlogPosition(first, 4))
                .copiesFrom(1);
        Problem problem = assertThrows(Problem.class, () -> extract.save(output));
        assertTrue(problem.sentence().contains("cannot write"), problem.sentence());
        assertFalse(Files.exists(output));
    }

    @Test
    void whoever_watches_is_told_of_what_was_copied_early_too() throws IOException {
        Fixtures server = Fixtures.named("mysql97-gtid");
        Watcher watcher = new Watcher();
        String first = server.binlogs().get(0).getFileName().toString();
        BinlogExtract.from(List.of(server.source()), new BinlogPosition(first, 4))
                .copiesFrom(1)
                .watchedBy(watcher)
                .save(directory.resolve("watched"));
        assertTrue(watcher.told >= watcher.announced - 8_192, watcher.told + " of " + watcher.announced + " told");
    }

    @Test
    void a_save_that_fails_in_the_middle_leaves_no_thread_and_no_file() throws Exception {
        Path log = Fixtures.named("mysql97-gtid").binlogs().get(0);
        FormatDescription format;
        try (LogReader reader = LogReader.open(log)) {
            reader.next();
            format = reader.format().orElseThrow();
        }
        Path big = directory.resolve("big");
        Files.write(big, new byte[LONG_BYTES]);
        ThreadGroup mine = new ThreadGroup("save");
        for (int round = 0; round < ROUNDS; round++) {
            Thread save = new Thread(mine, () -> {
                StretchList stretches = new StretchList();
                stretches.add(big, format, 0, LONG_BYTES, "mysql-bin.000001", 4, 4 + LONG_BYTES);
                stretches.mark();
                try (EarlyCopy copy = EarlyCopy.to(directory.resolve("tail"), 1)) {
                    copy.follow(stretches, 4);
                }
            });
            save.start();
            save.join();
            assertEquals(List.of("big"), filesIn(directory));
        }
        Thread[] left = new Thread[mine.activeCount() + 1];
        for (int i = mine.enumerate(left); i > 0; i--) {
            left[i - 1].join(LAST_BREATH.toMillis()); // of those that were told to end
            assertFalse(left[i - 1].isAlive(), left[i - 1] + " was left");
        }
    }

    /** Some log of a real server whose events carry that checksum. */
    private static Path logWith(Checksum wanted, boolean last) {
        List<Path> found = new ArrayList<>();
        for (Fixtures server : Fixtures.all().toList()) {
            for (Path path : server.binlogs()) {
                try (LogReader reader = LogReader.open(path)) {
                    if (reader.next()
                            && reader.format().orElseThrow().checksum() == wanted
                            && server.name().startsWith("mysql")) {
                        found.add(path);
                    }
                }
            }
        }
        return found.get(last ? found.size() - 1 : 0);
    }

    private Path copyOf(Fixtures server, String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        for (Path file : server.binlogs()) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    private static void damage(Path path, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int at = random.nextInt(bytes.length);
        if (random.nextInt(3) == 0) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        } else {
            bytes = Arrays.copyOf(bytes, at);
        }
        Files.write(path, bytes);
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
