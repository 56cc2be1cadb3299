package io.masterha.manager.adapter.ssh;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes commands for a POSIX shell. */
final class Shell {
    private Shell() {}

    /** One word, whatever it contains. */
    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** A command line of quoted words. */
    static String command(String... words) {
        return Arrays.stream(words).map(Shell::quote).collect(Collectors.joining(" "));
    }

    /** Runs a script in a plain shell, whatever the account's login shell is. */
    static String script(String script, String... arguments) {
        return "exec /bin/sh -c " + quote(script) + " masterha"
                + (arguments.length == 0 ? "" : " " + command(arguments));
    }
}
