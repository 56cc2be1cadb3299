package io.masterha.manager.app.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.detect.Health.Replicas;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenedReplicasTest {
    private static final Optional<Boolean> OPEN = Optional.of(true);
    private static final Optional<Boolean> CLOSED = Optional.of(false);
    private static final Optional<Boolean> SILENT = Optional.empty();

    private final OpenedReplicas replicas = new OpenedReplicas();

    private Replicas look(Optional<Boolean> second, Optional<Boolean> third) {
        return replicas.look(new HealthLook(
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(
                        new HealthLook.ReplicaView(new ServerId("s2", 3306), Optional.empty(), second),
                        new HealthLook.ReplicaView(new ServerId("s3", 3306), Optional.empty(), third))));
    }

    @Test
    void one_that_was_open_from_the_beginning_is_no_news_and_one_that_is_opened_is() {
        assertEquals(Replicas.AS_BEFORE, look(OPEN, CLOSED));
        assertEquals(Replicas.AS_BEFORE, look(OPEN, CLOSED));
        assertEquals(Replicas.OPENED, look(OPEN, OPEN));
        assertEquals("read_only=0 on s3", replicas.words());
    }

    @Test
    void it_stands_until_it_is_closed_again_and_silence_changes_nothing() {
        assertEquals(Replicas.AS_BEFORE, look(CLOSED, CLOSED));
        assertEquals(Replicas.OPENED, look(OPEN, CLOSED));
        assertEquals(Replicas.OPENED, look(SILENT, SILENT));
        assertEquals(Replicas.OPENED, look(OPEN, SILENT));
        assertEquals(Replicas.AS_BEFORE, look(CLOSED, SILENT));
        assertEquals(Replicas.AS_BEFORE, look(SILENT, CLOSED));
    }
}
