package io.masterha.manager.app.fence;

import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** What is seen, beside the work of a failover, of the server that it has opened. */
public interface NewSourceSight {
    /** Nobody looks. */
    NewSourceSight NONE = new NewSourceSight() {
        @Override
        public void begin(ServerId opened, long serverId) {
            // nobody looks
        }

        @Override
        public Optional<FailedSource> dead(ServerId opened) {
            return Optional.empty();
        }

        @Override
        public Optional<FailedSource> settled(ServerId opened) {
            return Optional.empty();
        }

        @Override
        public void end() {
            // nobody looks
        }
    };

    /** From now on this one is watched; nothing changes if it is watched already. */
    void begin(ServerId opened, long serverId);

    /** By all the rules of the detection, as a source that is to be replaced; empty if that is not proved by now. */
    Optional<FailedSource> dead(ServerId opened);

    /** The same, and waits while it is in doubt, as long as a verdict may take. */
    Optional<FailedSource> settled(ServerId opened);

    void end();
}
