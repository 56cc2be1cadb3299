package io.masterha.it.run;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.ReplicationMode;
import io.masterha.it.lab.Repository;
import io.masterha.it.lab.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a planned switchover meets before it is begun. */
public final class SwitchSetting {
    private final String name;
    private int hosts = 3;
    private final StringBuilder defaults = new StringBuilder();
    private final Map<Integer, String> blocks = new HashMap<>();
    private final Map<Integer, Integer> followed = new HashMap<>();
    private final List<Integer> instances = new ArrayList<>();
    private BiConsumer<Lab, LabReplication> preparation = (lab, replication) -> {};
    private boolean hasVirtualAddress;

    SwitchSetting(String name) {
        this.name = name;
    }

    public SwitchSetting hosts(int count) {
        hosts = count;
        return this;
    }

    /** A line in [server default]; DIR in it is the scene's directory. */
    public SwitchSetting byDefault(String line) {
        defaults.append(line).append('\n');
        return this;
    }

    /** A line in the block of host number n. */
    public SwitchSetting block(int n, String line) {
        blocks.merge(n, line + "\n", String::concat);
        return this;
    }

    /** Server number n does not follow db1, but another replica. */
    public SwitchSetting thirdTier(int n, int replica) {
        followed.put(n, replica);
        return this;
    }

    /** Another server on the host of server number n, port 3307: one more, after all others. */
    public SwitchSetting instanceBeside(int n) {
        instances.add(n);
        return this;
    }

    /** What is done before the application writes. */
    public SwitchSetting prepared(BiConsumer<Lab, LabReplication> how) {
        preparation = how;
        return this;
    }

    /** The application writes through one address, which the sample scripts move with the source. */
    public SwitchSetting throughVirtualAddress() {
        hasVirtualAddress = true;
        return this;
    }

    /** Starts servers, replication and the writer, in this order. */
    public SwitchScene start(Flavour flavour, ReplicationMode mode) throws IOException {
        Repository.distribution();
        Path directory = SceneDirectory.emptied(Repository.root()
                .resolve("it/target/scenes")
                .resolve(flavour + "-" + mode)
                .resolve(name));
        Lab lab = Lab.start(flavour, mode, hosts);
        try {
            instances.forEach(n -> lab.addInstance(n, SceneSetting.SECOND_PORT));
            LabReplication replication = lab.replicate();
            followed.forEach((n, replica) -> replication.follow(lab.host(n), lab.host(replica)));
            preparation.accept(lab, replication);
            Optional<VirtualAddress> virtual =
                    hasVirtualAddress ? Optional.of(new VirtualAddress(lab.host(1), directory)) : Optional.empty();
            String lines = defaults.toString().replace("DIR", directory.toString())
                    + virtual.map(VirtualAddress::configuration).orElse("");
            Map<LabHost, String> own = new HashMap<>();
            blocks.forEach((n, line) -> own.put(lab.host(n), line));
            Path config = AppConfig.write(lab, directory, lines, own);
            if (virtual.isPresent()) {
                virtual.get().startsOn(lab.host(1));
            }
            List<LabHost> all = lab.hosts();
            Writer writer = virtual.map(v -> Writer.through(v.address(), all)).orElseGet(() -> Writer.start(all));
            try {
                return new SwitchScene(name, lab, replication, directory, config, writer, virtual, followed);
            } catch (IOException | RuntimeException | AssertionError e) {
                writer.stop();
                throw e;
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }
}
