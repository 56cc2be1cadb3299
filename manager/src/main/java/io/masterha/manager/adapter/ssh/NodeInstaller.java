package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Puts the node commands on hosts, each version in a directory of its own; a host that has them is left alone. */
final class NodeInstaller {
    private static final Duration ASK_LIMIT = Duration.ofSeconds(20);
    private static final Duration UNPACK_LIMIT = Duration.ofMinutes(3);
    /** Unpacks beside the final place, tries the commands there, then renames; another installer may be quicker. */
    static final String UNPACK = """
            umask 077
            archive=$1 final=$2 new=$2.new-$3
            trap 'rm -rf "$new" "$archive"' EXIT
            mkdir "$new" || exit 3
            gzip -dc "$archive" | tar -C "$new" -xf - || { echo "it cannot be unpacked" >&2; exit 4; }
            "$new/bin/node-version" || { echo "its commands do not run there; is the directory mounted noexec?" >&2; exit 5; }
            sync
            if [ -e "$final" ]; then
              # Another installer may have been quicker: what is whole may be in use already and stays.
              if "$final/bin/node-version" 2>/dev/null; then exit 0; fi
              mv -T "$final" "$new.replaced"; rm -rf "$new.replaced"
            fi
            mv -T "$new" "$final" 2>/dev/null || "$final/bin/node-version" || exit 7
            """;

    /** Several servers on one host share its commands: they are brought there once. */
    private final Map<String, Object> turns = new ConcurrentHashMap<>();

    private final SshHosts hosts;
    private final NodeSettings settings;
    private final Story story;
    private final RemoteDirectories directories;
    private final StandBys standBys;

    /** @param standBys get the process that shows that the commands run on a host: the next ones need not be started */
    NodeInstaller(SshHosts hosts, NodeSettings settings, StandBys standBys, Story story) {
        this.hosts = hosts;
        this.settings = settings;
        this.standBys = standBys;
        this.story = story;
        this.directories = new RemoteDirectories(settings.remoteDirectory());
    }

    /**
     * Sees to it that a host has the node commands of this version.
     *
     * @param mayInstall whether they may be put there if they are missing
     * @return one clause: which version, and whether it was there or was installed now
     * @throws Problem if they are missing and may not, or cannot, be put there
     */
    String ensure(ServerId id, boolean mayInstall) {
        SshConnection connection = hosts.connection(id);
        directories.ensure(connection);
        List<NodeBundle> bundles = NodeBundle.in(settings.bundles());
        String place = place(settings, id, bundles);
        if (standBys.canWait(connection, program(place))) {
            return bundles.get(0).name() + " is there";
        }
        String host =
                connection.target().sshAddress() + " " + connection.target().port() + " " + place;
        synchronized (turns.computeIfAbsent(host, h -> new Object())) {
            return ensureAlone(connection, bundles, place, mayInstall);
        }
    }

    private String ensureAlone(SshConnection connection, List<NodeBundle> bundles, String place, boolean mayInstall) {
        if (standBys.canWait(connection, program(place))) {
            return bundles.get(0).name() + " is there";
        }
        if (!mayInstall) {
            throw Problem.of(SshError.NODE_MISSING, connection.describe() + " has no node commands of this version")
                    .why(program(place) + " does not answer")
                    .next("masterha-check-ssh --install-node");
        }
        return install(connection, bundles, place);
    }

    private String install(SshConnection connection, List<NodeBundle> bundles, String place) {
        String architecture = connection.exec("uname -m", "", ASK_LIMIT).out().strip();
        NodeBundle bundle = bundles.stream()
                .filter(b -> b.architecture().equals(architecture))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                SshError.NODE_MISSING,
                                connection.describe() + " is a machine of kind '" + architecture
                                        + "', for which there is no node bundle")
                        .why(settings.bundles() + " has "
                                + bundles.stream().map(NodeBundle::architecture).toList())
                        .next("run make dist on such a machine and put its bundle there as well"));
        long start = System.nanoTime();
        String mark = UUID.randomUUID().toString().substring(0, 8);
        String archive = place + ".tar.gz-" + mark;
        new FileCourier(settings.stall()).upload(Freight.of(bundle.file(), bundle.sha256()), connection, archive);
        ExecResult result = connection.exec(Shell.script(UNPACK, archive, place, mark), "", UNPACK_LIMIT);
        if (result.exitCode() != 0) {
            throw Problem.of(SshError.NODE_MISSING, connection.describe() + ": the node commands cannot be installed")
                    .why((result.err() + " (exit code " + result.exitCode() + ")").strip())
                    .next("check free space and mount options of "
                            + settings.remoteDirectory()
                                    .apply(connection.target().id()));
        }
        String clause = bundle.name() + String.format(" installed in %.1f s", (System.nanoTime() - start) / 1e9);
        story.tell("install", Optional.of(connection.target().id()), clause);
        return clause;
    }

    /** What waits on a host for requests, in the directory of the commands there. */
    static String program(String place) {
        return place + "/bin/stand-by";
    }

    /** Where the commands of this version are on a host. */
    static String place(NodeSettings settings, ServerId id, List<NodeBundle> bundles) {
        if (bundles.isEmpty()) {
            throw Problem.of(SshError.NODE_MISSING, "there is no node bundle in " + settings.bundles())
                    .why("the commands for the hosts are part of the distribution")
                    .next("make dist");
        }
        return settings.remoteDirectory().apply(id) + "/" + bundles.get(0).name();
    }
}
