package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchUnknownHostKeyException;
import com.jcraft.jsch.Session;
import io.masterha.binlog.Problem;
import io.masterha.manager.adapter.Deadlines;
import io.masterha.manager.port.HostError;
import io.masterha.manager.port.Story;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SSH session to one host, kept open and made again when it broke.
 *
 * <p>A kept session answers a command in about 12 ms where a new one takes 100. The host may have gone meanwhile without a
 * word, so opening a channel has a limit, and a session that misses it is given up.
 */
final class SshConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshConnection.class);
    /** Enough of a command to know it again. */
    private static final int SHOWN = 100;

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    private static final int MISSED_KEEP_ALIVES = 2;
    private static final int KEPT_OUTPUT_CHARS = 64 * 1024 * 1024;
    private static final int KEPT_ERROR_CHARS = 4000;

    private final SshTarget target;
    private final SshPolicy policy;
    private final Story story;
    private Optional<Session> kept = Optional.empty();

    SshConnection(SshTarget target, SshPolicy policy, Story story) {
        this.story = story;
        this.target = target;
        this.policy = policy;
    }

    SshTarget target() {
        return target;
    }

    /** Tells the operator what was done on this host. */
    void tell(String sentence) {
        story.tell("ssh", Optional.of(target.id()), sentence);
    }

    /** Tells the operator something about this host that needs attention. */
    void warn(String sentence) {
        story.warn("ssh", Optional.of(target.id()), sentence);
    }

    Duration connectLimit() {
        return target.options().connectTimeout().orElse(policy.connect());
    }

    /** Runs a command to its end. */
    ExecResult exec(String command, String input, Duration limit) {
        return exec(command, input, limit, line -> {});
    }

    /**
     * Runs a command to its end.
     *
     * @param onErr gets each line of standard error as it comes
     * @throws Problem if there is no connection, it breaks, or the limit passes; not for an exit code
     */
    ExecResult exec(String command, String input, Duration limit, Consumer<String> onErr) {
        long begin = System.nanoTime();
        long until = begin + limit.toNanos();
        Heard heard = new Heard(KEPT_OUTPUT_CHARS, KEPT_ERROR_CHARS);
        Starter starter = (session, open) -> {
            Heard.Attempt attempt = heard.anew();
            Consumer<String> keepErr = line -> {
                attempt.err().add(line);
                onErr.accept(line);
            };
            byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
            return RemoteProcess.start(session, command, bytes, attempt.out()::add, keepErr, open);
        };
        try (RemoteProcess process = start(starter, limit)) {
            boolean ended = process.awaitEnd(left(until));
            done("exec " + shown(command), begin);
            if (!ended || process.exitCode() < 0) {
                drop();
                throw Problem.of(SshError.COMMAND_INTERRUPTED, describe() + ": a command did not end")
                        .why(ended ? "the connection or the command was cut off" : "no end within " + seconds(limit))
                        .changed("the command may have done its work, or part of it");
            }
            return new ExecResult(process.exitCode(), heard.out(), heard.err());
        }
    }

    /** Starts something on a session. */
    interface Starter {
        RemoteProcess start(Session session, Duration open) throws JSchException;
    }

    /** Starts a command on the kept session, or on a new one if the kept one does not answer in half of the limit. */
    RemoteProcess start(Starter starter, Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        Optional<Session> warm = warm();
        if (warm.isPresent()) {
            try {
                return guarded(starter, warm.get(), limit.dividedBy(2));
            } catch (JSchException e) {
                drop(warm.get());
            }
        }
        try {
            return guarded(starter, connect(left(until)), left(until));
        } catch (JSchException e) {
            drop();
            throw problem(e, limit);
        }
    }

    /** Starts something on a session that is open. */
    interface Opener<T> {
        T open(Session session) throws JSchException;
    }

    /** Starts what only saves time on the kept session, if there is one; if it refuses, the session stays as it is. */
    <T> Optional<T> onKept(Opener<T> opener) {
        Optional<Session> warm = warm();
        if (warm.isEmpty()) {
            return Optional.empty();
        }
        List<T> opened = new ArrayList<>();
        try {
            guarded(() -> opened.add(opener.open(warm.get())));
        } catch (JSchException begunWhenNeeded) {
            LOG.debug("{} begins nothing ahead", describe(), begunWhenNeeded);
        }
        return opened.stream().findFirst();
    }

    /** A file transfer channel; the caller closes it with {@code disconnect()}. */
    ChannelSftp openSftp() {
        Duration limit = connectLimit();
        Optional<Session> warm = warm();
        if (warm.isPresent()) {
            try {
                return openSftp(warm.get(), limit);
            } catch (JSchException e) {
                drop();
            }
        }
        try {
            return openSftp(connect(limit), limit);
        } catch (JSchException e) {
            drop();
            throw problem(e, limit);
        }
    }

    private ChannelSftp openSftp(Session session, Duration limit) throws JSchException {
        long begin = System.nanoTime();
        ChannelSftp channel = (ChannelSftp) session.openChannel("sftp");
        guarded(() -> channel.connect((int) limit.toMillis()));
        done("sftp", begin);
        return channel;
    }

    private interface Attempt {
        void run() throws JSchException;
    }

    /** The library stumbles over itself where it is cut off in the middle, or is told nonsense by the other side. */
    private static void guarded(Attempt attempt) throws JSchException {
        try {
            attempt.run();
        } catch (NullPointerException | IndexOutOfBoundsException | IllegalStateException e) {
            throw new JSchException("the connection was cut off, or is no SSH", e);
        }
    }

    private static RemoteProcess guarded(Starter starter, Session session, Duration open) throws JSchException {
        RemoteProcess[] started = new RemoteProcess[1];
        guarded(() -> started[0] = starter.start(session, open));
        return started[0];
    }

    private synchronized Optional<Session> warm() {
        return kept.filter(Session::isConnected);
    }

    private synchronized Session connect(Duration limit) {
        if (kept.isPresent() && kept.get().isConnected()) {
            return kept.get();
        }
        try {
            long begin = System.nanoTime();
            Session session = newSession(limit);
            connect(session, limit);
            done("login", begin);
            session.setServerAliveInterval((int) KEEP_ALIVE.toMillis());
            session.setServerAliveCountMax(MISSED_KEEP_ALIVES);
            kept = Optional.of(session);
            return session;
        } catch (JSchException | UncheckedIOException e) {
            throw problem(e, limit);
        }
    }

    /** The library's own limit holds for each read; this one holds for all of the login. */
    private void connect(Session session, Duration limit) throws JSchException {
        try (Deadlines.Armed armed = Deadlines.arm(limit, session::disconnect)) {
            try {
                guarded(() -> session.connect((int) Math.max(1, limit.toMillis())));
            } catch (JSchException e) {
                session.disconnect();
                throw armed.hasFired() ? new JSchException("no answer", e) : e;
            }
            if (armed.hasFired()) {
                throw new JSchException("no answer");
            }
        }
    }

    private Session newSession(Duration limit) throws JSchException {
        JSch jsch = new JSch();
        for (Path key : identities()) {
            if (!Files.isReadable(key)) {
                throw Problem.of(SshError.KEY_UNUSABLE, "the private key " + key + " cannot be read")
                        .why(Files.exists(key) ? "this account may not" : "there is no such file")
                        .next("set ssh_key_file to the key with which this account logs in as " + target.user());
            }
            try {
                jsch.addIdentity(key.toString());
            } catch (JSchException e) {
                throw Problem.of(SshError.KEY_UNUSABLE, "the private key " + key + " cannot be used")
                        .why(String.valueOf(e.getMessage()))
                        .next("use an ed25519, ecdsa or rsa key without a passphrase")
                        .causedBy(e);
            }
        }
        Session session = jsch.getSession(target.user(), target.sshAddress(), target.port());
        Path file = knownHosts();
        boolean acceptsNew =
                target.options().strictHostKeys().map(strict -> !strict).orElse(policy.acceptsNewKeys());
        session.setHostKeyRepository(new KnownHostKeys(file, acceptsNew, target, this::warn));
        // Always "yes" for the library: what is acceptable is decided by the repository, in one place.
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("PreferredAuthentications", "publickey");
        session.setDaemonThread(true);
        session.setSocketFactory(new LimitedSockets(limit));
        return session;
    }

    private List<Path> identities() {
        List<Path> given = target.options().identityFiles();
        return given.isEmpty()
                ? List.of("id_ed25519", "id_ecdsa", "id_rsa").stream()
                        .map(name -> SshPolicy.home(".ssh/" + name))
                        .filter(Files::isReadable)
                        .toList()
                : given;
    }

    /** Gives a session up that failed, and not one that has taken its place since: a server may be held down on that. */
    private synchronized void drop(Session failed) {
        failed.disconnect();
        kept = kept.filter(session -> session != failed);
    }

    /** Gives the session up; the next use makes a new one. */
    synchronized void drop() {
        kept.ifPresent(Session::disconnect);
        kept = Optional.empty();
    }

    private Path knownHosts() {
        return target.options().knownHosts().orElse(policy.knownHosts());
    }

    /** What an operator types to do the same by hand. */
    SshWords words() {
        return new SshWords(target, knownHosts());
    }

    private Problem problem(Exception e, Duration limit) {
        String words = Optional.ofNullable(e.getMessage()).orElse("").toLowerCase(Locale.ROOT);
        String login = words().login();
        if (e instanceof JSchChangedHostKeyException) {
            return Problem.of(SshError.HOST_KEY_CHANGED, describe() + " shows another host key than known_hosts has")
                    .why("it was set up anew, or somebody answers in its place")
                    .next("find out which; if it was set up anew: " + words().forgetHost() + " && " + login)
                    .causedBy(e);
        }
        if (e instanceof JSchUnknownHostKeyException) {
            return Problem.of(
                            SshError.HOST_KEY_UNKNOWN, describe() + " shows a host key that known_hosts does not have")
                    .why(String.valueOf(e.getMessage()))
                    .next(login + " once, and check the fingerprint")
                    .causedBy(e);
        }
        if (words.contains("auth fail") || words.contains("auth cancel") || words.contains("usern")) {
            String tried = identities().toString();
            return Problem.of(SshError.LOGIN_REFUSED, describe() + " refuses the login of " + target.user())
                    .why("keys tried: " + tried)
                    .next(words().copyKey())
                    .causedBy(e);
        }
        return Problem.of(HostError.HOST_UNREACHABLE, describe() + " does not answer over SSH")
                .why(Optional.ofNullable(e.getMessage()).orElse("no connection") + " (limit " + seconds(limit) + ")")
                .next(login)
                .causedBy(e);
    }

    /** For the log level debug: what was done on this host and how long that took. What a command reads is not told. */
    void done(String what, long beginNanos) {
        LOG.debug("{}: ssh {} ({} us)", target.id(), what, (System.nanoTime() - beginNanos) / 1000);
    }

    private static String shown(String command) {
        String line = command.replaceAll("\\s+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + ".." : line;
    }

    String describe() {
        return "host " + target.sshName() + " of " + target.id();
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
    }

    @Override
    public void close() {
        drop();
    }
}
