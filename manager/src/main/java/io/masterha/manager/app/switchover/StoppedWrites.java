package io.masterha.manager.app.switchover;

import io.masterha.manager.execute.PlanRunner.Timing;
import io.masterha.manager.plan.Phase;
import java.util.List;

/**
 * How long no server took writes: from the stage that blocks them on the old source to the one that opens a server.
 *
 * <p>What the address script does before the block is not counted: whether it stops writes is its own matter, and the
 * sample script does not.
 */
final class StoppedWrites {
    private StoppedWrites() {}

    /**
     * @param opening the stage that opens a server: the new source's, or the old one's on the way back
     * @return -1 if writes were never stopped
     */
    static long millis(List<Timing> timings, Phase opening) {
        long millis = 0;
        boolean stopped = false;
        for (Timing timing : timings) {
            stopped |= timing.title().equals(Phase.BLOCK.name());
            millis += stopped ? timing.millis() : 0;
            if (stopped && timing.title().equals(opening.name())) {
                break;
            }
        }
        return stopped ? millis : -1;
    }
}
