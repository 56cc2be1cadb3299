package io.masterha.manager.config;

import io.masterha.manager.port.ConfigStore;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The application's file on disk: a failed source's block can be taken out, everything else stays as it was. */
public final class CnfStore implements ConfigStore {
    private final Path file;
    private final List<ServerConfig> servers;

    public CnfStore(Path file, List<ServerConfig> servers) {
        this.file = file;
        this.servers = List.copyOf(servers);
    }

    @Override
    public boolean removeServer(ServerId id) {
        Optional<ServerConfig> server =
                servers.stream().filter(s -> s.id().equals(id)).findFirst();
        CnfFile current = CnfFile.read(file);
        if (server.isEmpty() || !current.sections().contains(server.get().section())) {
            return false;
        }
        current.without(server.get().section()).write();
        return true;
    }
}
