package io.masterha.manager.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments of one run of a script, in which {@code --x_password=SECRET} became {@code --x_password_file=FILE}.
 *
 * <p>A file holds the password and a line break. It is made for this run, readable by its owner only, and gone after it.
 */
final class PasswordFiles implements AutoCloseable {
    private static final String SECRET = "_password=";
    private final List<Path> files = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();

    private PasswordFiles() {}

    static PasswordFiles of(List<String> arguments) throws IOException {
        PasswordFiles made = new PasswordFiles();
        try {
            for (String argument : arguments) {
                made.add(argument);
            }
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    private void add(String argument) throws IOException {
        int at = argument.indexOf(SECRET);
        boolean isSecret = argument.startsWith("--") && at > 0 && argument.indexOf('=') == at + SECRET.length() - 1;
        if (!isSecret) {
            arguments.add(argument);
            return;
        }
        Path file = Files.createTempFile(
                "masterha-",
                ".secret",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        files.add(file);
        Files.writeString(file, argument.substring(at + SECRET.length()) + "\n");
        arguments.add(argument.substring(0, at) + "_password_file=" + file);
    }

    List<String> arguments() {
        return List.copyOf(arguments);
    }

    @Override
    public void close() {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                // It is readable by this user only; the next line is all that can be done.
                file.toFile().deleteOnExit();
            }
        }
    }
}
