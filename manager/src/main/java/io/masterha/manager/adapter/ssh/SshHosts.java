package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HostShell;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.HostUptime;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.Ready;
import io.masterha.manager.port.ServerFiles;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts of all servers over SSH, one kept session for each server. */
public final class SshHosts implements Hosts, HostShell {
    private static final Logger LOG = LoggerFactory.getLogger(SshHosts.class);
    private static final ServerFiles UNKNOWN = new ServerFiles("", "", "", "");
    /** Supervisors give up within seconds, or try again for ever: the rest is for the operator. */
    private static final Duration CONNECTING_ENDED = Duration.ofSeconds(5);

    private static final Duration KEPT_DOWN = Duration.ofMinutes(10);

    private final Map<ServerId, SshConnection> connections = new HashMap<>();
    private final Map<ServerId, LentRun> lent = new ConcurrentHashMap<>();
    private final Lookouts lookouts = new Lookouts();
    private final Map<ServerId, HoldDown> holds = new ConcurrentHashMap<>();
    private final Map<ServerId, LateHold> lateHolds = new ConcurrentHashMap<>();
    private final Function<ServerId, Optional<ServerFiles>> filesOf;
    private final SshPolicy policy;
    private final Story story;
    private volatile FileLocks locks = (host, dataDir, pid) -> Optional.empty();

    /** Locks a server's files on its host while a process runs there: answers in words, or not at all. */
    @FunctionalInterface
    interface FileLocks {
        Optional<String> hold(SshConnection host, String dataDir, String pid);
    }

    /** @param filesOf where the servers' files are, as they last told; asked when they are down */
    public SshHosts(
            Collection<SshTarget> targets,
            SshPolicy policy,
            Function<ServerId, Optional<ServerFiles>> filesOf,
            Story story) {
        for (SshTarget target : targets) {
            connections.put(target.id(), new SshConnection(target, policy, story));
        }
        this.filesOf = filesOf;
        this.policy = policy;
        this.story = story;
    }

    /** From now on servers that are held or kept down find their files locked, where that can be had. */
    void lockFilesWith(FileLocks locks) {
        this.locks = locks;
    }

    /** Locks the files of a server while that process keeps it down; says so in one clause. */
    private String locked(ServerId id, String pid) {
        String dataDir = files(id).dataDir();
        if (dataDir.isEmpty() || pid.isEmpty()) {
            return "";
        }
        SshConnection connection = connection(id);
        long begin = System.nanoTime();
        String answer = locks.hold(connection, dataDir, pid).orElse("nobody waits there");
        connection.done("lock its files: " + answer, begin);
        if (answer.endsWith("has locked it")) {
            connection.warn("its files are locked as soon as they can be: " + answer);
        }
        return answer.equals("held") ? ", its files locked" : "";
    }

    SshConnection connection(ServerId id) {
        SshConnection found = connections.get(id);
        if (found == null) {
            throw new IllegalArgumentException("not a server of this cluster: " + id);
        }
        return found;
    }

    ServerFiles files(ServerId id) {
        return filesOf.apply(id).orElse(UNKNOWN);
    }

    /**
     * Connects to a host and runs a trivial command.
     *
     * @throws Problem if that does not work, and why
     */
    public void check(ServerId id, Duration limit) {
        SshConnection connection = connection(id);
        ExecResult result = connection.exec(Shell.script("echo masterha"), "", limit);
        if (result.exitCode() != 0 || !result.out().contains("masterha")) {
            throw Problem.of(SshError.COMMAND_FAILED, connection.describe() + " does not run commands over SSH")
                    .why("exit code " + result.exitCode() + ", " + result.err().strip())
                    .next("look at the login shell and the forced commands of the account");
        }
    }

    /** Logs in to all hosts in the background: what is needed soon is there then. One that fails is told when it is needed. */
    public void logInAhead() {
        connections.forEach((id, connection) -> {
            Thread thread = new Thread(() -> logIn(id, connection.connectLimit()), "ssh ahead " + id);
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void logIn(ServerId id, Duration limit) {
        try {
            check(id, limit);
        } catch (Problem toldWhenNeeded) {
            LOG.debug("no session ahead to {}", id, toldWhenNeeded);
        }
    }

    @Override
    public Ran run(ServerId id, String script, Duration limit) {
        return lent(id).run(script, limit);
    }

    @Override
    public void expect(ServerId id) {
        lent(id).expect();
    }

    private LentRun lent(ServerId id) {
        return lent.computeIfAbsent(id, server -> new LentRun(connection(server)));
    }

    @Override
    public Optional<HostUptime> uptime(ServerId id, Duration limit) {
        try {
            String script = HostClock.script(files(id).binlogDir());
            return HostClock.read(connection(id).exec(script, "", limit).out());
        } catch (Problem unknown) {
            return Optional.empty();
        }
    }

    @Override
    public Ready keepReady(ServerId id) {
        return lookouts.keep(connection(id), () -> files(id));
    }

    @Override
    public HostSight look(ServerId id, Duration limit) {
        SshConnection connection = connection(id);
        long begin = System.nanoTime();
        Optional<String> seen = lookouts.look(connection, files(id), limit);
        if (seen.isPresent()) {
            connection.done("a look by the shell that waits there", begin);
            return ServerScript.judge(seen.get());
        }
        Duration left = limit.minusNanos(System.nanoTime() - begin);
        if (left.isNegative() || left.isZero()) {
            return new HostSight(
                    HostSight.Kind.NO_ANSWER, "a look there did not end within " + SshConnection.seconds(limit));
        }
        try {
            ExecResult result = connection.exec(ServerScript.look(connection.target(), files(id)), "", left);
            Optional<String> line =
                    result.out().lines().filter(l -> l.startsWith("seen ")).findFirst();
            return line.map(ServerScript::judge)
                    .orElseGet(() -> new HostSight(
                            HostSight.Kind.NO_ANSWER, "the look failed with exit code " + result.exitCode()));
        } catch (Problem problem) {
            return new HostSight(HostSight.Kind.NO_ANSWER, problem.what() + ": " + problem.why(), problem.next());
        }
    }

    /** Several times, since the order to stop that keeps another attempt from being begun is given beside it. */
    @Override
    public void endConnecting(ServerId id, String toHost, int toPort) {
        String filter = Shell.quote("dst " + toHost + " and dport = :" + toPort);
        String script = "PATH=$PATH:/usr/sbin:/sbin; for i in 1 2 3 4; do ss -K -t state syn-sent " + filter
                + "; sleep 0.25; done >/dev/null 2>&1";
        try {
            connection(id).exec(Shell.script(script), "", CONNECTING_ENDED);
        } catch (Problem unable) {
            // The receiver is waited for then, and that is told.
        }
    }

    @Override
    public boolean greets(ServerId id, Duration limit) {
        SshTarget target = connection(id).target();
        try (Socket socket = new LimitedSockets(limit).createSocket(target.sshAddress(), target.port())) {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String bringDown(ServerId id, Duration limit) {
        release(id);
        SshConnection connection = connection(id);
        Optional<Lookout> lookout = lookouts.take(connection, files(id));
        HoldDown hold = HoldDown.start(connection, files(id), lookout, limit);
        holds.put(id, hold);
        return hold.evidence() + locked(id, hold.loop());
    }

    @Override
    public void keepTrying(ServerId id) {
        release(id);
        SshTarget target = connection(id).target();
        lateHolds.put(id, LateHold.start(target, policy, story, files(id)));
    }

    @Override
    public boolean isHeldDown(ServerId id) {
        HoldDown hold = holds.get(id);
        LateHold late = lateHolds.get(id);
        return (hold != null && hold.isHolding()) || (late != null && late.isHolding());
    }

    @Override
    public String keepDown(ServerId id) {
        SshConnection connection = connection(id);
        SshTarget target = connection.target();
        ExecResult result =
                connection.exec(ServerScript.keepDown(target, files(id), KEPT_DOWN), "", connection.connectLimit());
        List<String> words = List.of(result.out().strip().split(" "));
        if (result.exitCode() != 0 || words.size() != 3 || !words.get(0).equals("keeping")) {
            throw Problem.of(SshError.COMMAND_FAILED, connection.describe() + " does not keep the server down")
                    .why("exit code " + result.exitCode() + "; a file could not be made in /var/tmp")
                    .next("keep its supervisor from starting it");
        }
        return "kept down for " + KEPT_DOWN.toMinutes()
                + " minutes, whoever starts it" + locked(id, words.get(2)) + "; before you start it again: "
                + connection.words().login() + " rm " + words.get(1);
    }

    @Override
    public boolean endKeepingDown(ServerId id, String file) {
        SshConnection connection = connection(id);
        ExecResult result = connection.exec(
                ServerScript.endKeeping(connection.target(), files(id), file), "", connection.connectLimit());
        if (result.exitCode() != 0) {
            throw Problem.of(SshError.COMMAND_FAILED, connection.describe() + ": " + file + " was not removed")
                    .why("exit code " + result.exitCode())
                    .next("rm " + file + " on that host");
        }
        return result.out().contains("removed");
    }

    @Override
    public void release(ServerId id) {
        HoldDown hold = holds.remove(id);
        if (hold != null) {
            hold.close();
        }
        LateHold late = lateHolds.remove(id);
        if (late != null) {
            late.close();
        }
    }

    @Override
    public void close() {
        holds.values().forEach(HoldDown::close);
        holds.clear();
        lateHolds.values().forEach(LateHold::close);
        lateHolds.clear();
        lookouts.close();
        connections.values().forEach(SshConnection::close);
    }
}
