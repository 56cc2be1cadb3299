package io.masterha.node.cli;

import io.masterha.binlog.node.LocalServer;
import io.masterha.node.Progress;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say how to log in to the server on this host, in both spellings. */
final class Login {
    @Option(names = "--host", paramLabel = "ADDRESS", description = "of the replica; default: 127.0.0.1")
    private String host = "";

    @Option(names = "--port", paramLabel = "PORT", description = "of the replica; default: 3306")
    private int port;

    @Option(names = "--user", paramLabel = "NAME", description = "account; default: root")
    private String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "file whose first line is the password, readable by its owner only; without it the password"
                    + " is asked for, or read from standard input")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = {"--defaults-file", "--defaults_file"},
            paramLabel = "FILE",
            description = "option file of the server's clients; host, port, user and password are read from [client]")
    private Optional<Path> defaultsFile = Optional.empty();

    @Option(
            names = "--password",
            paramLabel = "TEXT",
            description = "the password, as MHA wanted it; every user of the host can see it: prefer a file")
    private Optional<String> password = Optional.empty();

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            description = "of the server, which is checked; the connection itself goes over --host and --port")
    private String socket = "";

    String socket() {
        return socket;
    }

    /** Options win over the option file; the password is asked for only if nothing gives one. */
    LocalServer server(InputStream in, Progress progress, boolean ask) {
        ClientSection file = ClientSection.read(defaultsFile);
        String account = first(user, file.value("user"), "root");
        String address = first(host, file.value("host"), "127.0.0.1").replace("localhost", "127.0.0.1");
        int number = port > 0 ? port : Integer.parseInt(first(file.value("port"), "3306"));
        return new LocalServer(address, number, account, password(file, account + "@" + address, in, progress, ask));
    }

    private String password(ClientSection file, String whose, InputStream in, Progress progress, boolean ask) {
        if (passwordFile.isPresent()) {
            return Passwords.get(passwordFile, whose, in);
        }
        if (password.isPresent()) {
            progress.line("every user of this host can see a password in the arguments: use --password-file");
            return password.get();
        }
        if (defaultsFile.isPresent() || !ask) {
            return file.value("password");
        }
        return Passwords.get(Optional.empty(), whose, in);
    }

    private static String first(String... values) {
        for (String value : values) {
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}
