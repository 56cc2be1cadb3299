package io.masterha.manager.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be told of a configured command without running it: a shell line such as {@code ZONE=a /opt/hook -s}. */
final class ScriptCommand {
    private static final Pattern PROGRAM =
            Pattern.compile("\\s*(?:\\w+=\\S*\\s+)*(?:'([^']*)'|\"([^\"]*)\"|(\\S+)).*", Pattern.DOTALL);

    private ScriptCommand() {}

    /** The program as it is written; empty text if there is none. */
    static String program(String command) {
        Matcher words = PROGRAM.matcher(command);
        if (!words.matches()) {
            return "";
        }
        return Optional.ofNullable(words.group(1))
                .or(() -> Optional.ofNullable(words.group(2)))
                .or(() -> Optional.ofNullable(words.group(3)))
                .orElse("");
    }

    /** The program without its directories. */
    static String name(String command) {
        String program = program(command);
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /** Why a command is not to be trusted: anybody may put other words into its file; empty if all is well or unknown. */
    static Optional<String> weakness(String command) {
        Optional<String> broken = brokenSyntax(command);
        if (broken.isPresent()) {
            return broken;
        }
        String program = program(command);
        if (!program.startsWith("/")) {
            return Optional.empty();
        }
        Path file = Path.of(program);
        try {
            Path real = file.toRealPath();
            Optional<String> open = ScriptFile.openToAll(file);
            if (open.isPresent()) {
                return open;
            }
            return Files.isExecutable(real)
                    ? Optional.empty()
                    : Optional.of(real + " is not executable: chmod +x " + real);
        } catch (IOException e) {
            return Optional.of(file + " cannot be found: " + e.getMessage());
        } catch (UnsupportedOperationException notPosix) {
            return Optional.empty();
        }
    }

    /** What the shell says of a command line that it cannot read; nothing of it is run. */
    private static Optional<String> brokenSyntax(String command) {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-n", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            shell.getOutputStream().close();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return shell.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of("the shell cannot read its command line: " + said);
        } catch (IOException e) {
            return Optional.of("no shell to run it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Who else could change it; empty if nobody or not known. */
    static Optional<String> inOtherHands(String command) {
        String program = program(command);
        try {
            return program.startsWith("/") ? ScriptFile.inOtherHands(Path.of(program)) : Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
