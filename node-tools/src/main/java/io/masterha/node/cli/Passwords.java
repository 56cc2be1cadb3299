package io.masterha.node.cli;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Gets a password from a file, from the terminal or from standard input; never from an argument. */
final class Passwords {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final int MOST_BYTES = 4096;

    private Passwords() {}

    /** From JDK 22 on there is always a console; one that is no terminal reads standard input, as is wanted here. */
    @SuppressWarnings("SystemConsoleNull")
    static String get(Optional<Path> file, String whose, InputStream in) {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("password of %s: ", whose);
            return typed == null ? "" : new String(typed);
        }
        try {
            return firstLine(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Problem.of(NodeError.PASSWORD_NOT_SAFE, "cannot read the password from standard input")
                    .why(String.valueOf(e.getMessage()))
                    .next("give --password-file FILE")
                    .causedBy(e);
        }
    }

    private static String fromFile(Path file) {
        try {
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                throw Problem.of(NodeError.PASSWORD_NOT_SAFE, "others than its owner may use the password file " + file)
                        .why("it allows " + open)
                        .next("chmod 600 " + file);
            }
            return firstLine(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Problem.of(NodeError.PASSWORD_NOT_SAFE, "cannot read the password file " + file)
                    .why(FileReason.of(e))
                    .next("ls -l " + file)
                    .causedBy(e);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
