package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.ApplyDiffRequest;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.RewindRowsRequest;
import io.masterha.binlog.node.SaveBinlogsRequest;
import io.masterha.binlog.node.SaveRelayLogsRequest;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.port.Ready;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The node commands of the hosts over SSH. */
public final class SshNodeTools implements NodeTools {
    /** A relay log that does not reach back far enough, or is not readable to its end, is an answer and not a failure. */
    private static final Set<String> NOT_HELD = Set.of(
            "RELAY_LOG_INCOMPLETE",
            "POSITION_NOT_FOUND",
            "POSITION_INSIDE_EVENT",
            "LOG_GAP",
            "LOG_DAMAGED",
            "LOG_NOT_FOUND");

    /** Links count as what they point at. */
    private static final String IS_ONE_OF = "a=$1; shift; for d; do [ \"$a\" -ef \"$d\" ] && exit 0; done; exit 3";

    private static final int ELSEWHERE = 3;
    private static final int REWIND_SECONDS = 600;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final SshHosts hosts;
    private final NodeSettings settings;
    private final Story story;
    private final RemoteDirectories directories;
    private final StandBys standBys;
    private final NodeCommand commands;
    private final FileCourier courier;
    private final TailFetch tails;
    private final NodeInstaller installer;

    public SshNodeTools(SshHosts hosts, NodeSettings settings, Story story) {
        this.hosts = hosts;
        this.settings = settings;
        this.story = story;
        this.directories = new RemoteDirectories(settings.remoteDirectory());
        this.standBys = new StandBys(settings.stall());
        hosts.lockFilesWith(standBys::hold);
        this.commands = new NodeCommand(settings.stall(), standBys);
        this.installer = new NodeInstaller(hosts, settings, standBys, story);
        this.tails = new TailFetch(settings.stall());
        this.courier = new FileCourier(settings.stall());
    }

    @Override
    public String prepare(ServerId host) {
        return installer.ensure(host, settings.install());
    }

    @Override
    public Ready keepReady(List<ServerId> servers, boolean warmed) {
        Map<SshConnection, StandBys.Waiting> programs = new LinkedHashMap<>();
        servers.forEach(id -> programs.put(
                hosts.connection(id),
                new StandBys.Waiting(
                        NodeInstaller.program(place(id)),
                        warmed
                                ? Optional.of(
                                        NodeCommand.json(settings.serverOf().apply(id)))
                                : Optional.empty())));
        return standBys.keep(programs);
    }

    @Override
    public SavedLog saveBinlog(ServerId host, BinlogPosition from) {
        return binlog(host, directories(host), from, 0, output("saved_master_binlog_from_", host));
    }

    @Override
    public SavedLog fetchBinlog(ServerId host, BinlogPosition from) {
        story.warn("save", Optional.of(host), "its binlog is read from here: its host could not save it");
        String place = host.host().replaceAll("[^A-Za-z0-9.-]", "-") + "_" + host.port();
        return tails.fetch(
                hosts.connection(host),
                directories(host),
                from,
                settings.ownDirectory()
                        .resolve("saved_master_binlog_from_" + place + "_" + settings.runName() + ".binlog"));
    }

    @Override
    public SavedLog readBinlog(ServerId host, BinlogPosition from) {
        return binlog(host, directories(host), from, 0, "");
    }

    @Override
    public Optional<String> binlogElsewhere(ServerId host) {
        String actual = hosts.files(host).binlogDir();
        List<String> words = new ArrayList<>(List.of(actual));
        words.addAll(settings.binlogDirs().apply(host));
        String script = Shell.script(IS_ONE_OF, words.toArray(String[]::new));
        return hosts.connection(host).exec(script, "", ANSWER).exitCode() == ELSEWHERE
                ? Optional.of(actual)
                : Optional.empty();
    }

    @Override
    public SavedLog saveCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        List<String> copies = settings.binlogDirs().apply(binlogServer);
        return binlog(binlogServer, copies, from, serverId, output("copy_of_master_binlog_on_", binlogServer));
    }

    @Override
    public SavedLog readCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        return binlog(binlogServer, settings.binlogDirs().apply(binlogServer), from, serverId, "");
    }

    /** Where a server keeps its log: first where it says, then where the configuration says. */
    private List<String> directories(ServerId host) {
        return Stream.concat(Stream.of(hosts.files(host).binlogDir()), settings.binlogDirs().apply(host).stream())
                .filter(dir -> !dir.isEmpty())
                .distinct()
                .toList();
    }

    private SavedLog binlog(
            ServerId host, List<String> directories, BinlogPosition from, long serverId, String output) {
        SaveBinlogsRequest request = new SaveBinlogsRequest(directories, from.toString(), "", serverId, output);
        return ask(host, "save", "save-binlogs", request, SavedLog.class);
    }

    @Override
    public boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        try {
            ask(host, "inspect", "save-relay-logs", relayLogs(host, from, to, ""), SavedLog.class);
            return true;
        } catch (Problem problem) {
            if (problem.code() instanceof NodeReplies.RemoteCode code && NOT_HELD.contains(code.name())) {
                return false;
            }
            throw problem;
        }
    }

    @Override
    public SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        String output = output("relay_log_from_" + from.file() + "_" + from.offset() + "_of_", host);
        return ask(host, "save", "save-relay-logs", relayLogs(host, from, to, output), SavedLog.class);
    }

    private SaveRelayLogsRequest relayLogs(ServerId host, BinlogPosition from, BinlogPosition to, String output) {
        String index = hosts.files(host).relayLogIndex();
        return new SaveRelayLogsRequest(index, from.toString(), to.toString(), output);
    }

    @Override
    public SavedLog send(SavedLog log, ServerId from, ServerId to) {
        SshConnection receiver = hosts.connection(to);
        directories.ensure(receiver);
        String name = log.path().substring(log.path().lastIndexOf('/') + 1);
        String path = settings.remoteDirectory().apply(to) + "/" + name;
        if (TailFetch.isHere(log)) {
            courier.upload(Freight.of(log, TailFetch.file(log).toString()), receiver, path);
        } else {
            courier.copy(hosts.connection(from), Freight.of(log, log.path()), receiver, path);
        }
        return log.at(path);
    }

    @Override
    public ApplyDiffReply apply(ServerId host, long sourceServerId, List<SavedLog> logs) {
        ApplyDiffRequest request = new ApplyDiffRequest(
                settings.serverOf().apply(host),
                sourceServerId,
                logs,
                settings.method(),
                settings.listenPort(),
                (int) settings.stall().toSeconds(),
                settings.relaxDurability(),
                settings.disableLogBin().test(host));
        return ask(host, "apply", "apply-diff", request, ApplyDiffReply.class);
    }

    @Override
    public SavedLog saveOwn(ServerId host, OwnTransactions own, String name) {
        SaveBinlogsRequest request = new SaveBinlogsRequest(
                directories(host), own.from(), own.from().isEmpty() ? own.exclude() : "", 0, file(host, name));
        return ask(host, "save", "save-binlogs", request, SavedLog.class);
    }

    @Override
    public RewindRowsReply rewind(ServerId host, OwnTransactions own, String name, boolean dryRun) {
        RewindRowsRequest request = new RewindRowsRequest(
                settings.serverOf().apply(host),
                own.from(),
                own.from().isEmpty() ? own.exclude() : "",
                own.expected(),
                dryRun ? "" : file(host, name),
                dryRun,
                REWIND_SECONDS);
        return ask(host, "rewind", "rewind-rows", request, RewindRowsReply.class);
    }

    private String file(ServerId host, String name) {
        return settings.remoteDirectory().apply(host) + "/" + name;
    }

    private String place(ServerId host) {
        return NodeInstaller.place(settings, host, NodeBundle.in(settings.bundles()));
    }

    private String output(String prefix, ServerId host) {
        String place = host.host().replaceAll("[^A-Za-z0-9.-]", "-") + "_" + host.port();
        return settings.remoteDirectory().apply(host) + "/" + prefix + place + "_" + settings.runName() + ".binlog";
    }

    private <T extends Record> T ask(ServerId host, String word, String command, Object request, Class<T> kind) {
        SshConnection connection = hosts.connection(host);
        directories.ensure(connection);
        Consumer<String> progress = line -> story.tell(word, Optional.of(host), line);
        return commands.ask(connection, place(host), command, request, kind, progress);
    }
}
