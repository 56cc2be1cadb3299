package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.topology.AckEvidence.SemiSync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AckEvidenceTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final SemiSync WAITS = new SemiSync(true, true, Duration.ofDays(10));
    private static final Duration SINCE = Duration.ofMinutes(5);

    private static Optional<Topology> failover(String received, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "source s1 server_id=1 host=silent seen=-",
                "mode gtid donor=-",
                "replica s2 version=mysql-8.0.36 received=b.000001:900 executed=b.000001:900 applier=running log_bin=true"
                        + " rule=neutral checks_delay=true ignore_fail=false extra_gtids=- gtids=" + received));
        lines.addAll(List.of(more));
        return Optional.of(TopologyText.parse(lines));
    }

    private static boolean isProved(SemiSync semiSync, Optional<Topology> failover, Duration since) {
        return AckEvidence.judge(semiSync, failover, A + ":8-9", since).isProvedUnacknowledged();
    }

    @Test
    void what_no_replica_of_all_had_received_was_never_acknowledged_while_the_source_waits() {
        assertTrue(isProved(WAITS, failover(A + ":1-7"), SINCE));
    }

    @Test
    void each_doubt_by_itself_is_one() {
        assertFalse(isProved(new SemiSync(false, false, Duration.ZERO), failover(A + ":1-7"), SINCE));
        assertFalse(isProved(WAITS, Optional.empty(), SINCE));
        assertFalse(isProved(WAITS, failover(A + ":1-7", "unreachable s3"), SINCE));
        assertFalse(isProved(WAITS, failover(A + ":1-8"), SINCE));
        assertFalse(isProved(new SemiSync(true, true, Duration.ofSeconds(10)), failover(A + ":1-7"), SINCE));
    }
}
