package io.masterha.manager.app.check;

import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.ServerId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Every server needs a {@code server_id} and a {@code server_uuid} of its own. */
final class ServerIdsCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        distinct(
                seen,
                found,
                "server_id",
                status -> String.valueOf(status.serverId()),
                "a replica ignores events that carry its own server_id",
                "give each server a server_id of its own and restart it");
        distinct(
                seen,
                found,
                "server_uuid",
                ServerStatus::uuid,
                "the source disconnects one of two replicas with the same server_uuid",
                "stop the server that was copied, remove its auto.cnf and start it");
    }

    private static void distinct(
            Seen seen, Found found, String name, Function<ServerStatus, String> value, String why, String next) {
        Map<String, ServerId> owners = new HashMap<>();
        seen.statuses().forEach((id, status) -> {
            String mine = value.apply(status);
            Optional<ServerId> other =
                    mine.isEmpty() ? Optional.empty() : Optional.ofNullable(owners.putIfAbsent(mine, id));
            other.ifPresent(
                    first -> found.problem(first + " and " + id + " have the same " + name + " " + mine, why, next));
        });
        ServerId zero = owners.get("0");
        if (zero != null) {
            found.problem(zero + ": its " + name + " is 0", "a server without one cannot replicate", next);
        }
    }
}
