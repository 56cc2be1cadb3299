package io.masterha.manager.sim;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.ClientSession;
import io.masterha.manager.port.WriteControl;
import io.masterha.manager.port.WriteState;
import java.time.Duration;
import java.util.List;

/** The writers of a simulated server. */
final class SwitchWrites implements WriteControl {
    private final SwitchWorld world;
    private final SwitchServer server;

    SwitchWrites(SwitchWorld world, SwitchServer server) {
        this.world = world;
        this.server = server;
    }

    @Override
    public WriteState state() {
        requireAlive();
        return new WriteState(
                server.readOnly || server.superReadOnly, server.superReadOnly, server.hasSuper, server.tablesLocked);
    }

    @Override
    public List<ClientSession> clients() {
        requireAlive();
        return server.privilegedClient ? List.of(new ClientSession(7, "boss@%", true, "Sleep", 0, -1, "")) : List.of();
    }

    @Override
    public void kill(ClientSession client) {
        change("kill a client of ", () -> server.privilegedClient = false);
    }

    @Override
    public List<String> preparedTransactions() {
        return List.of();
    }

    @Override
    public boolean eventsRun() {
        return server.events;
    }

    @Override
    public void setEventScheduler(boolean on) {
        change("set events " + on + " on ", () -> server.events = on);
    }

    @Override
    public void closeTables(Duration limit) {
        change("close tables of ", () -> {});
    }

    @Override
    public void block(boolean lockTables, Duration limit) {
        change("block ", () -> {
            server.readOnly = true;
            server.superReadOnly = server.hasSuper;
            server.tablesLocked |= lockTables && !server.hasSuper;
        });
    }

    @Override
    public void unlockTables() {
        change("unlock ", () -> server.tablesLocked = false);
    }

    @Override
    public void reconnect() {
        requireAlive();
    }

    private void requireAlive() {
        if (!server.alive) {
            throw Problem.of(SimWorld.SimError.GONE, server.id + " does not answer");
        }
    }

    private void change(String what, Runnable change) {
        requireAlive();
        world.effect(what + server.id, () -> {
            change.run();
            return true;
        });
    }
}
