package io.masterha.manager.adapter.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arguments of one run of a script, in which {@code --x_password=SECRET} became {@code --x_password_file=FILE}.
 *
 * <p>A file holds the password and a line break. It is made for this run, readable by its owner only, and gone after it; or
 * when the manager ends in the middle of the run. What one left behind that was killed goes with the next run.
 */
final class PasswordFiles implements AutoCloseable {
    private static final String SECRET = "_password=";
    private static final Pattern NAME = Pattern.compile("masterha-(\\d{1,10})-.*[.]secret");
    /** Where managers in containers share a directory, the process number of another one says nothing. */
    private static final Duration SURELY_OVER = Duration.ofHours(1);

    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(PasswordFiles::delete), "passwords"));
    }

    private final List<Path> files = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();

    private PasswordFiles() {}

    static PasswordFiles of(List<String> arguments) throws IOException {
        PasswordFiles made = new PasswordFiles();
        deleteLeftBehind(Path.of(System.getProperty("java.io.tmpdir")), Instant.now());
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
                "masterha-" + ProcessHandle.current().pid() + "-",
                ".secret",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        files.add(file);
        OPEN.add(file);
        Files.writeString(file, argument.substring(at + SECRET.length()) + "\n");
        arguments.add(argument.substring(0, at) + "_password_file=" + file);
    }

    List<String> arguments() {
        return List.copyOf(arguments);
    }

    @Override
    public void close() {
        files.forEach(PasswordFiles::delete);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            OPEN.remove(file);
        } catch (IOException stays) {
            // It is readable by this user only, and tried once more when the manager ends.
        }
    }

    /** Files of managers that were killed while a script ran. */
    static void deleteLeftBehind(Path directory, Instant now) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "masterha-*.secret")) {
            for (Path file : found) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                boolean isOld = Files.getLastModifiedTime(file)
                        .toInstant()
                        .plus(SURELY_OVER)
                        .isBefore(now);
                if (isOld
                        && name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    delete(file);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // Another user's, or just gone.
        }
    }
}
