package io.masterha.node.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.extract.VirtualBinlog;
import io.masterha.binlog.extract.VirtualCursor;
import io.masterha.binlog.frame.Checksum;
import io.masterha.binlog.frame.EventFrame;
import io.masterha.binlog.frame.EventType;
import io.masterha.node.TestLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitWindowTest {
    private static final int NEEDS_AT = 45;

    private final Path dir;

    CommitWindowTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void with_ten_workers_a_transaction_needs_all_before_the_batch_of_four_that_precedes_its_own() throws IOException {
        List<Long> free = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            free.add(0L);
        }
        assertEquals(
                List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 4L, 4L, 4L, 4L, 8L, 8L),
                needs(CommitWindow.of(10), free, true));
    }

    @Test
    void no_more_are_under_way_than_workers_and_none_needs_itself_or_a_later_one() throws IOException {
        for (int workers = 1; workers <= 64; workers++) {
            List<Long> free = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                free.add(0L);
            }
            List<Long> needs = needs(CommitWindow.of(workers), free, false);
            for (int i = 0; i < needs.size(); i++) {
                long number = i + 1L;
                assertTrue(needs.get(i) < number, needs.toString());
                assertTrue(workers < 10 || number - needs.get(i) < workers, workers + ": " + needs);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_transaction_needs_according_to_its_source_is_never_made_less(boolean checksums) throws IOException {
        List<Long> source = new ArrayList<>();
        for (long number = 1; number <= 40; number++) {
            source.add(number - 1);
        }
        assertEquals(source, needs(CommitWindow.of(10), source, checksums));
    }

    @Test
    void with_few_workers_and_without_numbers_everything_stays_as_the_source_has_it() throws IOException {
        TestLog log = new TestLog("9.7.4", true).in("mysql-bin.000001", 4);
        for (int i = 0; i < 30; i++) {
            log.anonymousGtid(0, 0).transaction(100);
        }
        assertEquals(0, changed(log, CommitWindow.of(32)));
        TestLog numbered = new TestLog("9.7.4", true).in("mysql-bin.000001", 4);
        for (int i = 0; i < 30; i++) {
            numbered.anonymousGtid(0, i + 1).transaction(100);
        }
        assertEquals(0, changed(numbered, CommitWindow.of(9)));
        assertEquals(0, changed(numbered, CommitWindow.OPEN));
    }

    private List<Long> needs(CommitWindow window, List<Long> source, boolean checksums) throws IOException {
        TestLog log = new TestLog("9.7.4", checksums).in("mysql-bin.000001", 4);
        long number = 0;
        for (long need : source) {
            log.anonymousGtid(need, ++number).transaction(100);
        }
        List<Long> needs = new ArrayList<>();
        try (VirtualCursor cursor = cursor(log)) {
            while (cursor.next()) {
                EventFrame event = cursor.event().frame();
                if (event.type() != EventType.ANONYMOUS_GTID) {
                    assertTrue(window.narrowed(event).isEmpty(), event.toString());
                    continue;
                }
                byte[] before = event.bytes();
                byte[] after = window.narrowed(event).orElse(before);
                requireRest(before, after, event.checksum());
                needs.add(ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getLong(NEEDS_AT));
            }
        }
        assertEquals(source.size(), needs.size());
        return needs;
    }

    /** Nothing else is changed, and the checksum is right. */
    private static void requireRest(byte[] before, byte[] after, Checksum checksum) {
        int content = after.length - checksum.bytes();
        assertEquals(before.length, after.length);
        for (int i = 0; i < content; i++) {
            assertTrue(before[i] == after[i] || (i >= NEEDS_AT && i < NEEDS_AT + 8), "byte " + i);
        }
        if (checksum == Checksum.CRC32) {
            CRC32 crc = new CRC32();
            crc.update(after, 0, content);
            assertEquals(
                    (int) crc.getValue(),
                    ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN).getInt(content));
        }
    }

    private int changed(TestLog log, CommitWindow window) throws IOException {
        int changed = 0;
        try (VirtualCursor cursor = cursor(log)) {
            while (cursor.next()) {
                changed += window.narrowed(cursor.event().frame()).isPresent() ? 1 : 0;
            }
        }
        return changed;
    }

    private VirtualCursor cursor(TestLog log) throws IOException {
        VirtualBinlog binlog = VirtualBinlog.of(List.of(log.save(dir.resolve("log"))));
        return binlog.from(binlog.start());
    }
}
