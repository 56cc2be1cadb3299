package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.node.LocalServer;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the node commands on the hosts need to know.
 *
 * @param bundles directory on the manager with the bundles for the hosts
 * @param ownDirectory the manager's work directory, for a log that its own host cannot save
 * @param remoteDirectory directory on a server's host that belongs to masterha alone, for the commands and for saved logs
 * @param install whether commands that are missing on a host may be put there ({@code node_install=auto})
 * @param runName name of this failover in file names, for example {@code app1-20261120-120441}
 * @param serverOf how a node command logs in to the server on its own host
 * @param binlogDirs where else a server's binary logs may be ({@code master_binlog_dir})
 * @param listenPort port of the virtual source on the replicas' hosts, 0 for any
 * @param method how diffs are applied, empty for the usual way
 * @param relaxDurability whether a replica may relax its durability while it applies a diff
 * @param disableLogBin whether a replica's binary log gets what it applies from saved logs ({@code disable_log_bin})
 * @param stall how long a node command or a copy may show no progress before it is given up
 */
public record NodeSettings(
        Path bundles,
        Path ownDirectory,
        Function<ServerId, String> remoteDirectory,
        boolean install,
        String runName,
        Function<ServerId, LocalServer> serverOf,
        Function<ServerId, List<String>> binlogDirs,
        int listenPort,
        String method,
        boolean relaxDurability,
        Predicate<ServerId> disableLogBin,
        Duration stall) {
    /** Where the commands and the saved logs are if the operator does not say otherwise. */
    public static final String USUAL_DIRECTORY = "/var/tmp/masterha";
}
