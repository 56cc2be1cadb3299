package io.masterha.manager.adapter.jdbc;

import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * How a server is reached and logged in to.
 *
 * @param id the server
 * @param address IP address to connect to, resolved once at start: a name service that fails with the source must not
 *     stop a failover
 * @param admin the manager's account
 * @param replication account that replicas use to follow this server; empty to keep the one they have
 */
public record DatabaseTarget(ServerId id, String address, DatabaseLogin admin, Optional<DatabaseLogin> replication) {}
