package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Witness;
import java.util.Optional;

/** Keeps the last look at a source for a manager that is started later. */
public interface WitnessStore {
    /** Remembers nothing. */
    WitnessStore NONE = new WitnessStore() {
        @Override
        public Optional<Witness> last(ServerId source) {
            return Optional.empty();
        }

        @Override
        public void keep(ServerId source, Witness witness) {}
    };

    /** What was kept of this server; empty if nothing was, or what is there cannot be read. */
    Optional<Witness> last(ServerId source);

    /**
     * Replaces what was kept; not forced to the disk, as it comes again at the next look.
     *
     * @throws io.masterha.binlog.Problem if it cannot be written
     */
    void keep(ServerId source, Witness witness);
}
