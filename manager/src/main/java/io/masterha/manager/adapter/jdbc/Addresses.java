package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.topology.ServerId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How replicas are told to reach the other servers. */
final class Addresses {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private final Map<ServerId, DatabaseTarget> targets;

    Addresses(Map<ServerId, DatabaseTarget> targets) {
        this.targets = Map.copyOf(targets);
    }

    /** The host name, as MHA does; but the address for a replica that was configured with an address. */
    String hostFor(ServerId source, String configuredHost) {
        DatabaseTarget target = targets.get(source);
        boolean usesAddress =
                !configuredHost.isEmpty() && ADDRESS.matcher(configuredHost).matches();
        return target != null && usesAddress ? target.address() : source.host();
    }

    Optional<DatabaseLogin> replicationLogin(ServerId source) {
        DatabaseTarget target = targets.get(source);
        return target == null ? Optional.empty() : target.replication();
    }
}
