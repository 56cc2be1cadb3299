package io.masterha.manager.step;

import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.Time;
import io.masterha.manager.topology.ServerId;

/** What a step may use of the world. */
public interface StepContext {
    ServerSession server(ServerId id);

    NodeTools nodes();

    Hooks hooks();

    Hosts hosts();

    Time time();

    Limits limits();

    /** What earlier steps learned, kept in the journal. */
    Facts facts();

    /** Tells the operator how far a step that takes long is with a server. */
    default void tell(ServerId server, String sentence) {}

    /** Asked while a step waits: throws a Problem if the operator does not want it any more. */
    default void requireWanted() {}

    /**
     * Asked right before an effect that cannot be taken back: throws a Problem if another manager may act by now.
     *
     * @param servers those that the effect is about; none stands for all
     */
    default void requireInCharge(ServerId... servers) {}

    /** The failed source. */
    ServerId failedSource();
}
