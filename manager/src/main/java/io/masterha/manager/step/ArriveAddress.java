package io.masterha.manager.step;

import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.AddressMove;
import io.masterha.manager.topology.ServerId;

/**
 * Gives the application's address to the new source.
 *
 * <p>Scripts of MHA's kind also open the server for writes: so the old source is certified first, and from here on the
 * way back closes the new source before it opens the old one.
 */
public record ArriveAddress(ServerId server, ServerId oldSource, boolean becomesReplica, boolean lockTables)
        implements Step {
    @Override
    public String title() {
        return "give the address to " + server;
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        StandsStill.certify(context, oldSource, lockTables);
        context.facts().put(Facts.ADDRESS_ARRIVED, server.toString());
        AddressArrival arrival = context.hooks().arriveAddress(new AddressMove(oldSource, server, becomesReplica));
        if (arrival.goesOn()) {
            context.facts().put(Facts.ADDRESS_GOES_ON, oldSource.toString());
        }
        String said = AddressScript.heed("start", arrival.outcome());
        return arrival.goesOn() ? "the script says that it is there" : said;
    }
}
