package io.masterha.node.save;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends a file to the same place on another host, with the host's own ssh and scp; it appears whole or not at all. */
public final class Courier {
    private static final long LIMIT_MINUTES = 60;
    private static final int MOST_WORDS = 500;

    private final String user;
    private final String host;
    private final int port;
    private final List<String> options;

    /** @param options words for both programs, separated by blanks, as {@code -o ConnectTimeout=5} */
    public Courier(String user, String host, int port, String options) {
        this.user = user;
        this.host = host;
        this.port = port;
        List<String> words = new ArrayList<>(List.of("-o", "BatchMode=yes", "-o", "ConnectTimeout=5"));
        if (!options.isBlank()) {
            words = new ArrayList<>(List.of(options.strip().split("\\s+")));
        }
        this.options = words;
    }

    /** Only logs in. */
    public void reach() {
        remotely("exit 0");
    }

    public void send(Path file) {
        String path = quoted(file.toString());
        remotely("umask 077 && mkdir -p " + quoted(String.valueOf(file.getParent())));
        List<String> copy = new ArrayList<>(List.of("scp", "-q", "-P", String.valueOf(port)));
        copy.addAll(options);
        copy.addAll(List.of(file.toString(), user + "@" + host + ":" + file + ".new"));
        run(copy);
        String there = remotely("sha256sum < " + quoted(file + ".new")).strip();
        String here = run(List.of("sha256sum", file.toString())).strip();
        if (!there.split(" ")[0].equals(here.split(" ")[0])) {
            throw Problem.of(NodeError.TOOL_FAILED, "the copy of " + file + " on " + host + " is not the same")
                    .why("its SHA-256 differs")
                    .next("send it again; look after the network and the disk of " + host);
        }
        remotely("mv " + quoted(file + ".new") + " " + path);
    }

    private String remotely(String command) {
        List<String> words = new ArrayList<>(List.of("ssh", "-p", String.valueOf(port)));
        words.addAll(options);
        words.addAll(List.of(user + "@" + host, command));
        return run(words);
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw Problem.of(NodeError.TOOL_FAILED, command.get(0) + " failed")
                        .why(said.strip()
                                .substring(0, Math.min(MOST_WORDS, said.strip().length())))
                        .next(String.join(" ", command));
            }
            return said;
        } catch (IOException e) {
            throw Problem.of(NodeError.TOOL_FAILED, command.get(0) + " cannot be started")
                    .why(String.valueOf(e.getMessage()))
                    .next("install the OpenSSH client")
                    .causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(NodeError.INTERRUPTED, "interrupted while " + command.get(0) + " ran")
                    .causedBy(e);
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
