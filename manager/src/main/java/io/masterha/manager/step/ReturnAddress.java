package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.topology.ServerId;

/** Way back: gives the application's address back to the old source, with the same script the other way round. */
public record ReturnAddress(ServerId server, ServerId candidate) implements Step {
    @Override
    public String title() {
        return "give the address back to " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return context.facts().text(Facts.ADDRESS_LEFT).isEmpty();
    }

    @Override
    public String run(StepContext context) {
        AddressMove back = new AddressMove(candidate, server, false);
        String taken = "";
        if (context.facts().text(Facts.ADDRESS_ARRIVED).isPresent()) {
            taken = "off " + candidate + ": " + takenOff(context, back) + "; ";
        }
        return taken + "on " + server + ": "
                + AddressScript.heed(
                        "start",
                        AddressScript.end(context.hooks(), context.hooks().arriveAddress(back)));
    }

    /** The candidate may be dead: the address is given back all the same. */
    private static String takenOff(StepContext context, AddressMove back) {
        try {
            return AddressScript.heed("stop", context.hooks().leaveAddress(back));
        } catch (Problem refused) {
            return refused.sentence();
        }
    }
}
