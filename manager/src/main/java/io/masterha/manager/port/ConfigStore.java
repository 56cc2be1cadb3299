package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;

/** The operator's configuration file, as far as a failover changes it. */
public interface ConfigStore {
    /** Removes the block of a server and keeps every other line as it is; false if there was no such block. */
    boolean removeServer(ServerId id);
}
