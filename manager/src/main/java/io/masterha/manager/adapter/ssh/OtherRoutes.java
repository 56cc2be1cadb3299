package io.masterha.manager.adapter.ssh;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks other hosts over SSH whether they reach a server.
 *
 * <p>All hosts are asked at once, each within its own limit. Nothing needs to be installed there but a shell with bash or
 * perl; for the question whether the server can be written to, the {@code mysql} client.
 */
public final class OtherRoutes {
    /** As MHA: writing must be done within three seconds. */
    private static final int WRITE_SECONDS = 3;

    private static final Duration START = Duration.ofSeconds(2);

    /** What one host sees. */
    public enum Sight {
        /** It connects to the server's port and, if that was asked, can write to the server. */
        REACHES,
        /** It connects, and could not write. */
        CANNOT_WRITE,
        DOES_NOT_REACH,
        /** The host itself does not answer, or cannot find out: it proves nothing. */
        UNUSABLE
    }

    /** One host's answer, with a clause for the operator. */
    public record Answer(String host, Sight sight, String detail) {}

    /** A host to ask: its name as known_hosts has it, and its address. */
    public record Host(String name, String address) {}

    /** How hosts are logged in to. */
    public record Login(String user, int port, String sshOptions) {}

    /** The server that is asked about: its address and port as the hosts shall use them. */
    public record Server(String address, int port) {}

    /** The account for writing. */
    public record Account(String user, String password) {}

    private final Login login;
    private final Duration limit;
    private final Story story;

    /** @param limit of the login, and again of the connection to the server */
    public OtherRoutes(Login login, Duration limit, Story story) {
        this.login = login;
        this.limit = limit;
        this.story = story;
    }

    /** The answers in the order of the hosts, all of them after a bounded time. */
    public List<Answer> ask(List<Host> hosts, Server server, java.util.Optional<Account> writer) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (Host host : hosts) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Thread thread = new Thread(() -> answer.complete(ask(host, server, writer)), "route " + host.name());
            thread.setDaemon(true);
            thread.start();
            answers.add(answer);
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private Answer ask(Host host, Server server, java.util.Optional<Account> writer) {
        SshTarget target = new SshTarget(
                new ServerId(server.address(), server.port()),
                server.address(),
                host.name(),
                host.address(),
                login.port(),
                login.user(),
                SshOptions.parse(login.sshOptions()));
        try (SshConnection connection = new SshConnection(target, SshPolicy.strict(limit), story)) {
            String command = Shell.script(
                    RouteScript.CONNECT,
                    server.address(),
                    String.valueOf(server.port()),
                    String.valueOf(Math.max(1, limit.toSeconds())));
            ExecResult seen = connection.exec(command, "", limit.multipliedBy(2).plus(START));
            Answer answer = judge(host, seen);
            if (answer.sight() != Sight.REACHES || writer.isEmpty()) {
                return answer;
            }
            return write(host, connection, server, writer.get());
        } catch (Problem problem) {
            return new Answer(host.name(), Sight.UNUSABLE, problem.what() + ": " + problem.why());
        } catch (RuntimeException e) {
            return new Answer(host.name(), Sight.UNUSABLE, String.valueOf(e));
        }
    }

    private static Answer judge(Host host, ExecResult seen) {
        String word = seen.out()
                .lines()
                .filter(l -> l.startsWith("route "))
                .findFirst()
                .orElse("");
        return switch (word) {
            case "route yes" -> new Answer(host.name(), Sight.REACHES, "connects");
            case "route no" -> new Answer(host.name(), Sight.DOES_NOT_REACH, "cannot connect");
            default ->
                new Answer(
                        host.name(),
                        Sight.UNUSABLE,
                        "it cannot find out (exit code " + seen.exitCode() + ") "
                                + seen.err().strip());
        };
    }

    /** The password goes through standard input only. */
    private Answer write(Host host, SshConnection connection, Server server, Account writer) {
        String command = Shell.script(
                RouteScript.WRITE, server.address(), String.valueOf(server.port()), String.valueOf(WRITE_SECONDS));
        ExecResult done = connection.exec(
                command, RouteScript.optionFile(writer), limit.plus(START).plusSeconds(WRITE_SECONDS));
        return done.exitCode() == 0
                ? new Answer(host.name(), Sight.REACHES, "connects and writes")
                : new Answer(
                        host.name(),
                        Sight.CANNOT_WRITE,
                        "connects and cannot write: " + done.err().strip());
    }
}
