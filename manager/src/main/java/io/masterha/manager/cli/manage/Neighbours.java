package io.masterha.manager.cli.manage;

import io.masterha.manager.cli.wiring.Wiring;
import io.masterha.manager.detect.MonitorState;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.Story;
import java.util.function.Supplier;

/** What a manager has to do with the managers of other clusters in the same process; one that is alone has nothing to. */
public interface Neighbours {
    Neighbours NONE = new Neighbours() {
        @Override
        public boolean areNone() {
            return true;
        }

        @Override
        public Workers workers() {
            return Workers.sideBySide(Wiring.WORKERS);
        }

        @Override
        public void saw(MonitorState state) {
            // nobody is interested
        }

        @Override
        public <T> T oneOfFew(Supplier<T> work) {
            return work.get();
        }

        @Override
        public boolean mayFailOver(DeadSource dead) {
            return true;
        }

        @Override
        public void awaitTurnToGoOn(Story story) {
            // nobody else is at work
        }

        @Override
        public void failoverEnded() {
            // nobody waits for it
        }
    };

    boolean areNone();

    /** Workers for one cluster; closing them leaves those of others alone. */
    Workers workers();

    /**
     * A look at the source had this result.
     *
     * @throws io.masterha.binlog.Problem if this cluster shall not be watched any more
     */
    void saw(MonitorState state);

    /** Does something of which only a few may be under way at the same time. */
    <T> T oneOfFew(Supplier<T> work);

    /**
     * Waits until this cluster may fail over; what was granted ends with {@link #failoverEnded}.
     *
     * @return whether it may; else its source was not dead any more when its turn came
     * @throws io.masterha.binlog.Problem if this cluster shall not be watched any more
     */
    boolean mayFailOver(DeadSource dead);

    /** The same for a failover that an earlier manager left in the middle. */
    void awaitTurnToGoOn(Story story);

    void failoverEnded();
}
