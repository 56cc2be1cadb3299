package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;

/**
 * The application's address on its way from one living server to another.
 *
 * @param from the server that has it
 * @param to the server that gets it
 * @param fromBecomesReplica whether the first will follow the second: {@code --orig_master_is_new_slave}
 */
public record AddressMove(ServerId from, ServerId to, boolean fromBecomesReplica) {}
