package io.masterha.manager.cli.switchover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.failover.Failover;
import io.masterha.manager.cli.manage.ByHand;
import io.masterha.manager.cli.start.ManagerError;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.start.Startup;
import io.masterha.manager.cli.start.Terminal;
import io.masterha.manager.config.ClusterConfig;
import io.masterha.manager.config.ServerConfig;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;

/** masterha-switch --master_state=dead: the operator says that the source is dead; that is confirmed, then failed over. */
final class SwitchDead {
    private SwitchDead() {}

    static int run(SwitchOptions options) {
        ClusterConfig config = Startup.config(options);
        ServerId named = new ServerId(options.deadHost.orElseThrow(), options.deadPort);
        ServerConfig dead = config.servers().stream()
                .filter(server -> server.id().equals(named) || isAddressOf(server, named))
                .findFirst()
                .orElseThrow(() -> Problem.of(ManagerError.NOT_CONFIGURED, named + " is not in " + config.file())
                        .why("there are: "
                                + config.servers().stream()
                                        .map(s -> s.id().toString())
                                        .toList())
                        .next("name the source as the configuration does"));
        if (options.deadIp.isPresent() && !options.deadIp.get().equals(dead.ip())) {
            throw Problem.of(
                            ManagerError.NOT_CONFIGURED,
                            "--dead_master_ip=" + options.deadIp.get() + " is not " + dead.id())
                    .why("its address is " + dead.ip())
                    .next("leave --dead_master_ip out");
        }
        System.out.println(
                "dead source: " + dead.id() + " (" + dead.ip() + ":" + dead.id().port() + ")");
        return ByHand.run(
                asManager(options), dead.id(), planned -> options.interactive == 0 || agrees(dead.id(), planned));
    }

    private static boolean isAddressOf(ServerConfig server, ServerId named) {
        return server.ip().equals(named.host()) && server.id().port() == named.port();
    }

    /** Both of MHA's questions, but before anything is changed. */
    private static boolean agrees(ServerId dead, Failover.Planned planned) {
        TopologyText.format(planned.topology()).forEach(System.out::println);
        planned.plan().format().forEach(System.out::println);
        Terminal terminal = new Terminal();
        return terminal.agrees("Master " + dead + " is dead. Proceed?")
                && terminal.agrees("Starting master switch from " + dead + " to "
                        + planned.plan().newSource() + "?");
    }

    private static ManagerOptions asManager(SwitchOptions options) {
        ManagerOptions manager = new ManagerOptions();
        manager.conf = options.conf;
        manager.globalConf = options.globalConf;
        manager.workdir = options.workdir;
        // MHA logs a failover by hand on the terminal if it asks; ours always does: somebody sits there.
        manager.log = options.log;
        manager.unknown = options.unknown;
        manager.debug = options.debug;
        manager.lastFailoverMinute = options.lastFailoverMinute;
        manager.ignoreLastFailover = options.ignoreLastFailover;
        manager.removeDead = options.removeOld;
        manager.loss = options.loss;
        manager.quorum = options.quorum;
        manager.skipSave = options.skipSave;
        manager.skipChange = options.skipChange;
        manager.skipOpen = options.skipOpen;
        manager.newHost = options.newHost;
        manager.newPort = options.newPort;
        manager.acceptFence = options.acceptFence.filter(words -> !words.isBlank());
        manager.dryRun = options.dryRun || options.checkOnly;
        manager.waitOnFailoverError = options.interactive == 0 ? options.waitOnFailoverError : 0;
        return manager;
    }
}
