package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.topology.ServerId;

/**
 * Sees the script to its end that said that the new source has the address and went on, to take it off the old source. One
 * that was cut off with its manager is called again: such a script does the same once more.
 */
public record FinishArrival(ServerId server, ServerId oldSource, boolean becomesReplica) implements Step {
    @Override
    public String title() {
        return "see the address off " + oldSource;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.ADDRESS_GOES_ON).isEmpty();
    }

    @Override
    public String run(StepContext context) {
        HookOutcome end = context.hooks().endOfArrival().orElseGet(() -> {
            AddressArrival again = context.hooks().arriveAddress(new AddressMove(oldSource, server, becomesReplica));
            return AddressScript.end(context.hooks(), again);
        });
        try {
            return AddressScript.heed("start", end);
        } catch (Problem refused) {
            throw Problem.of(StepError.HOOK_REFUSED, "the script that moves the address did not end well")
                    .why(end.detail())
                    .next("the log has what the script printed; take the address off " + oldSource + " by hand")
                    .changed(server + " has the address and takes writes");
        }
    }
}
