package io.masterha.manager.app.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.detect.Health;
import io.masterha.manager.detect.Health.Calm;
import io.masterha.manager.detect.Health.Receipt;
import io.masterha.manager.detect.Health.Writes;
import io.masterha.manager.port.ReplicationStatus.Receiver;
import io.masterha.manager.port.SourceStrain;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What two looks in a row mean. */
class HealthReaderTest {
    private static Optional<SourceStrain> source(long end, long waiting, long acked, long committing, long lockedOut) {
        return Optional.of(new SourceStrain(
                false,
                Duration.ofHours(1),
                10,
                151,
                waiting,
                acked,
                2,
                committing,
                Duration.ofSeconds(committing * 3),
                lockedOut,
                end < 0 ? Optional.empty() : Optional.of(new BinlogPosition("b.000001", end))));
    }

    private static HealthLook look(Optional<SourceStrain> strain, HealthLook.ReplicaView... replicas) {
        return new HealthLook(strain, false, Optional.empty(), Optional.empty(), List.of(replicas));
    }

    private static HealthLook.ReplicaView replica(int n, Receiver receiver, long received, long heartbeats) {
        return new HealthLook.ReplicaView(
                new ServerId("s" + n, 3306),
                Optional.of(
                        new HealthLook.Receipt(receiver, "", new BinlogPosition("b.000001", received), heartbeats)));
    }

    private static Writes writes(Optional<SourceStrain> before, Optional<SourceStrain> now) {
        return HealthReader.read(Health.UNKNOWN, Optional.of(look(before)), look(now), Calm.STEADY)
                .writes();
    }

    private static Receipt receipt(long endBefore, HealthLook.ReplicaView before, HealthLook.ReplicaView now) {
        return HealthReader.read(
                        Health.UNKNOWN,
                        Optional.of(look(source(endBefore, 0, 0, 0, 0), before)),
                        look(source(endBefore + 100, 0, 0, 0, 0), now),
                        Calm.STEADY)
                .receipt();
    }

    @Test
    void commits_that_stand_still_in_two_looks_stall_and_one_that_ends_in_between_shows_that_they_do_not() {
        assertEquals(Writes.STALLED, writes(source(100, 0, 0, 2, 0), source(100, 0, 0, 3, 0)));
        assertEquals(Writes.STALLED, writes(source(-1, 0, 0, 0, 0), source(-1, 0, 0, 3, 0)));
        assertEquals(Writes.FLOW, writes(source(100, 0, 0, 2, 0), source(200, 0, 0, 3, 0)));
        assertEquals(Writes.IDLE, writes(source(100, 0, 0, 0, 0), source(100, 0, 0, 3, 0)), "the first look at it");
        assertEquals(Writes.IDLE, writes(source(100, 0, 0, 0, 0), source(100, 0, 0, 0, 0)));
    }

    @Test
    void commits_that_wait_for_an_acknowledgement_are_blocked_only_if_none_comes() {
        assertEquals(Writes.WAIT_FOR_ACK, writes(source(100, 3, 7, 0, 0), source(100, 4, 7, 0, 0)));
        assertEquals(
                Writes.WAIT_FOR_ACK,
                writes(source(100, 3, 7, 0, 0), source(900, 4, 7, 0, 0)),
                "new sessions go on writing into the log, and wait");
        assertEquals(Writes.IDLE, writes(source(100, 3, 7, 0, 0), source(100, 4, 8, 0, 0)));
        assertEquals(Writes.IDLE, writes(source(100, 0, 7, 0, 0), source(100, 4, 7, 0, 0)));
        assertEquals(
                Writes.WAIT_FOR_ACK,
                writes(source(-1, 3, 7, 2, 0), source(-1, 4, 7, 3, 0)),
                "whoever holds the log waits for the acknowledgement too");
    }

    @Test
    void an_insert_that_does_not_come_back_counts_unless_somebody_locks_all_tables() {
        for (long lockedOut : new long[] {0, 1}) {
            HealthLook now = new HealthLook(
                    source(100, 0, 0, 0, lockedOut), false, Optional.of("an INSERT"), Optional.empty(), List.of());
            HealthLook before = look(source(100, 0, 0, 0, 0));
            assertEquals(
                    lockedOut == 0 ? Writes.STALLED : Writes.IDLE,
                    HealthReader.read(Health.UNKNOWN, Optional.of(before), now, Calm.STEADY)
                            .writes());
        }
    }

    @Test
    void what_this_look_did_not_tell_is_taken_from_the_one_before() {
        Health known = new Health(
                Health.Access.CLOSED, Writes.STALLED, Health.Disk.FULL, Receipt.UNKNOWN, Calm.COMES_AND_GOES);
        Health now = HealthReader.read(known, Optional.empty(), look(Optional.empty()), Calm.STEADY);
        assertEquals(
                new Health(Health.Access.CLOSED, Writes.STALLED, Health.Disk.FULL, Receipt.UNKNOWN, Calm.STEADY), now);
    }

    @Test
    void a_replica_is_judged_by_what_it_gets_and_not_by_its_thread() {
        assertEquals(
                Receipt.CUT,
                receipt(500, replica(2, Receiver.RUNNING, 400, 5), replica(2, Receiver.RUNNING, 400, 5)),
                "Yes in the status is no evidence");
        assertEquals(
                Receipt.ARRIVES,
                receipt(500, replica(2, Receiver.RUNNING, 400, 5), replica(2, Receiver.RUNNING, 401, 5)));
        assertEquals(
                Receipt.ARRIVES,
                receipt(500, replica(2, Receiver.RUNNING, 400, 5), replica(2, Receiver.RUNNING, 400, 6)));
        assertEquals(
                Receipt.ARRIVES,
                receipt(500, replica(2, Receiver.RUNNING, 500, 5), replica(2, Receiver.RUNNING, 500, 5)),
                "it had all there was at the look before");
    }

    @Test
    void a_receiver_that_is_not_connected_in_two_looks_is_cut_off() {
        assertEquals(
                Receipt.CUT,
                receipt(500, replica(2, Receiver.CONNECTING, 500, 5), replica(2, Receiver.CONNECTING, 500, 5)));
        assertEquals(
                Receipt.ARRIVES,
                receipt(500, replica(2, Receiver.RUNNING, 500, 5), replica(2, Receiver.CONNECTING, 500, 5)));
        List<HealthLook.ReplicaView> none =
                new ArrayList<>(List.of(new HealthLook.ReplicaView(new ServerId("s2", 3306), Optional.empty())));
        HealthLook silent = look(source(100, 0, 0, 0, 0), none.get(0));
        assertEquals(
                Receipt.NO_ANSWER,
                HealthReader.read(Health.UNKNOWN, Optional.of(silent), silent, Calm.STEADY)
                        .receipt());
    }

    @Test
    void the_possible_loss_is_told_in_bytes() {
        BinlogPosition from = new BinlogPosition("b.000001", 100);
        assertEquals(
                "400 bytes (b.000001:100 to b.000001:500)",
                HealthWords.distance(from, new BinlogPosition("b.000001", 500)));
        assertEquals("none yet", HealthWords.distance(from, from));
        assertEquals(
                "2 files and 50 bytes (b.000001:100 to b.000003:50)",
                HealthWords.distance(from, new BinlogPosition("b.000003", 50)));
    }
}
