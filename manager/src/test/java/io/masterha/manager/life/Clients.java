package io.masterha.manager.life;

import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Clients that write: one goes where the application's address is, one sits on the first source's own host and knows no
 * other server. What was acknowledged to them is remembered.
 */
final class Clients {
    private final LifeWorld world;
    private final ServerId first;
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    final List<Txn> acknowledged = new ArrayList<>();
    ServerId address;
    /** The moment of the last acknowledgement, in nanoseconds. */
    long lastAck;

    private record Pending(LifeServer server, Txn transaction, int index) {
        boolean isIn(List<Txn> log) {
            return log.size() > index && log.get(index).equals(transaction);
        }
    }

    Clients(LifeWorld world, ServerId first) {
        this.world = world;
        this.first = first;
        this.address = first;
    }

    void tick() {
        write("application", world.server(address), world.isOpen(Network.CLIENTS, address.host()));
        write("local", world.server(first), true);
    }

    private void write(String client, LifeServer server, boolean reaches) {
        Optional<Pending> waiting = Optional.ofNullable(pending.get(client));
        if (waiting.isPresent()) {
            settle(client, waiting.get());
            return;
        }
        if (!reaches || !server.takesWrites() || server.refusesClients) {
            return;
        }
        int number = numbers.merge(server.number, 1, Integer::sum);
        Txn transaction = new Txn(server.number, number);
        server.data.add(transaction);
        pending.put(client, new Pending(server, transaction, server.data.size() - 1));
        settle(client, pending.get(client));
    }

    /** With semi-synchronous replication an acknowledgement waits for a replica that has received the transaction. */
    private void settle(String client, Pending waiting) {
        if (!waiting.server().processUp || !waiting.isIn(waiting.server().data)) {
            pending.remove(client);
            return;
        }
        boolean isReceived = !world.semiSync
                || !waiting.server().id.equals(first)
                || world.servers.values().stream()
                        .anyMatch(r -> r.follows.equals(Optional.of(waiting.server().id)) && waiting.isIn(r.relay));
        if (isReceived && !waiting.server().frozen) {
            acknowledged.add(waiting.transaction());
            lastAck = world.nanos();
            pending.remove(client);
        }
    }
}
