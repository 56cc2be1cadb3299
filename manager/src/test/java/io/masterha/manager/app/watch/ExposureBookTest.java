package io.masterha.manager.app.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the running manager says of a possible loss: seldom, and at once when that turns. */
class ExposureBookTest {
    private static final ServerId SOURCE = ServerId.parse("db1");
    private static final ServerId REPLICA = ServerId.parse("db2");

    private final List<String> told = new ArrayList<>();
    private final ExposureBook book = new ExposureBook(
            new Story() {
                @Override
                public void tell(String word, Optional<ServerId> server, String sentence) {
                    told.add(sentence);
                }

                @Override
                public void warn(String word, Optional<ServerId> server, String sentence) {
                    told.add("WARNING " + sentence);
                }
            },
            SOURCE);

    /** Five seconds lie between two looks. */
    private int looks;

    private void look(long end, long received, Receiver receiver) {
        HealthLook.Receipt receipt = new HealthLook.Receipt(receiver, "", at(received), 0);
        book.look(
                Duration.ofSeconds(5L * looks++).toNanos(),
                new HealthLook(
                        Optional.of(strain(end)),
                        false,
                        Optional.empty(),
                        Optional.of(new DiskSight(DiskSight.Kind.ROOM, "")),
                        List.of(new HealthLook.ReplicaView(REPLICA, Optional.of(receipt)))));
    }

    private static BinlogPosition at(long offset) {
        return new BinlogPosition("b.000001", offset);
    }

    private static SourceStrain strain(long end) {
        return new SourceStrain(
                false, Duration.ofHours(1), 1, 100, 0, 0, -1, 0, Duration.ZERO, 0, Optional.of(at(end)));
    }

    @Test
    void a_good_state_is_told_once_and_again_after_ten_minutes() {
        for (int i = 0; i < 119; i++) {
            look(1000 + i, 1000 + i, Receiver.RUNNING);
        }
        assertEquals(1, told.size());
        for (int i = 0; i < 10; i++) {
            look(2000, 2000, Receiver.RUNNING);
        }
        assertEquals(2, told.size());
        assertTrue(told.get(0).startsWith("if db1 died now: db2 has received everything"), told.get(0));
    }

    @Test
    void a_replica_that_falls_behind_is_told_with_bytes_and_seconds_as_soon_as_that_has_lasted() {
        look(1000, 1000, Receiver.RUNNING);
        for (int i = 1; i <= 5; i++) {
            look(1000 + 100 * i, 1000, Receiver.RUNNING);
        }
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(1).startsWith("WARNING if db1 died now: db2, which has received most, lacks"), told.get(1));
        assertTrue(told.get(1).contains("400 bytes, 15 s"), told.get(1));
        look(2000, 2000, Receiver.RUNNING);
        look(2000, 2000, Receiver.RUNNING);
        assertEquals(3, told.size(), told::toString);
        assertTrue(told.get(2).contains("has received everything"), told.get(2));
    }

    @Test
    void a_source_from_which_nobody_receives_is_told_and_one_bad_look_is_not() {
        look(1000, 1000, Receiver.RUNNING);
        look(1000, 1000, Receiver.CONNECTING);
        look(1000, 1000, Receiver.RUNNING);
        assertEquals(1, told.size(), told::toString);
        look(1000, 1000, Receiver.CONNECTING);
        look(1000, 1000, Receiver.CONNECTING);
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(1).contains("no replica receives from it"), told.get(1));
    }
}
