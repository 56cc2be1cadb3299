package io.masterha.node.apply;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.binlog.node.LocalServer;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of files that only we may read, for the client programs: the login, the events, the SQL text. */
final class ClientFiles implements AutoCloseable {
    static final String LOGIN = "login.cnf";
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private final Path directory;

    private ClientFiles(Path directory) {
        this.directory = directory;
    }

    static ClientFiles in(Path parent) {
        try {
            return new ClientFiles(Files.createTempDirectory(parent, "apply-diff-", OURS));
        } catch (IOException e) {
            throw failed(parent, e);
        }
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Path directory() {
        return directory;
    }

    /** The login as an option file: the only way to hand a password to a client that nobody else can see. */
    Path login(LocalServer server) {
        Path file = path(LOGIN);
        List<String> lines = List.of(
                "[client]",
                "protocol=TCP",
                "host=" + quoted(server.host()),
                "port=" + server.port(),
                "user=" + quoted(server.user()),
                "password=" + quoted(server.password()));
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.write(file, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Option files know backslash sequences; a quote within quotes stands for itself. */
    static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\") + "\"";
    }

    static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Deletes everything: it holds the password and the users' data. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    private static Problem failed(Path path, IOException e) {
        return Problem.of(NodeError.TOOL_FAILED, "cannot write or delete " + path)
                .why(FileReason.of(e))
                .next("df -h " + path.getParent())
                .causedBy(e);
    }
}
