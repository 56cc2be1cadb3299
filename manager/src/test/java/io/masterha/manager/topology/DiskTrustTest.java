package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.binlog.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a disk is worth whose server did not wait for it. */
class DiskTrustTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:10Z");
    private static final Instant SEEN = Instant.parse("2026-11-21T10:00:00Z");

    private static DiskTrust trust(long syncBinlog, Instant seen, long upSeconds, boolean wroteSince) {
        Witness witness = new Witness(new BinlogPosition("b.000001", 4), "", "", "", syncBinlog, seen, Duration.ZERO);
        Optional<Duration> up = upSeconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(upSeconds));
        return DiskTrust.of(Optional.of(witness), up, wroteSince, NOW);
    }

    @Test
    void with_sync_binlog_it_has_everything_whatever_became_of_the_host() {
        assertEquals(DiskTrust.SYNCED, trust(1, SEEN, -1, false));
        assertEquals(DiskTrust.SYNCED, trust(1, SEEN, 2, false));
    }

    @Test
    void without_it_only_a_host_that_is_up_since_before_the_last_look_has_everything() {
        assertEquals(DiskTrust.HOST_STAYED_UP, trust(0, SEEN, 11, false));
        assertEquals(DiskTrust.UNSURE, trust(0, SEEN, 10, true));
        assertEquals(DiskTrust.UNSURE, trust(100, SEEN, 5, true));
        assertEquals(DiskTrust.UNSURE, trust(0, SEEN, -1, true));
    }

    @Test
    void of_a_source_that_nobody_saw_a_log_written_since_the_host_started_is_proof_enough() {
        assertEquals(DiskTrust.HOST_STAYED_UP, DiskTrust.of(Optional.empty(), up(100), true, NOW));
        assertEquals(DiskTrust.UNSURE, DiskTrust.of(Optional.empty(), up(100), false, NOW));
        assertEquals(DiskTrust.UNSURE, DiskTrust.of(Optional.empty(), Optional.empty(), true, NOW));
    }

    private static Optional<Duration> up(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }
}
