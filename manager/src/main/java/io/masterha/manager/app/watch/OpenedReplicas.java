package io.masterha.manager.app.watch;

import io.masterha.manager.detect.Health;
import io.masterha.manager.topology.ServerId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Remembers which replicas were read-only, and so sees which of them somebody has opened since. */
final class OpenedReplicas {
    private final Set<ServerId> wereClosed = new HashSet<>();
    private final Set<ServerId> opened = new LinkedHashSet<>();

    /** One more look; who does not answer stays as it was. */
    Health.Replicas look(HealthLook look) {
        for (HealthLook.ReplicaView view : look.replicas()) {
            if (view.writable().isEmpty()) {
                continue;
            }
            if (!view.writable().get()) {
                wereClosed.add(view.id());
                opened.remove(view.id());
            } else if (wereClosed.contains(view.id())) {
                opened.add(view.id());
            }
        }
        return opened.isEmpty() ? Health.Replicas.AS_BEFORE : Health.Replicas.OPENED;
    }

    /** Who they are. */
    String words() {
        return "read_only=0 on "
                + String.join(", ", opened.stream().map(ServerId::toString).toList());
    }
}
