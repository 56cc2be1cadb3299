package io.masterha.manager.cli.start;

import io.masterha.binlog.Problem;
import io.masterha.manager.config.ConfigError;
import io.masterha.manager.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs {@code init_conf_load_script} with the shell; what it prints may hold passwords and goes nowhere else. */
final class ConfigScript implements ConfigReader.LoadScript {
    /** A configuration is small; whatever prints without an end must not fill our memory. */
    private static final int MOST_BYTES = 1024 * 1024;

    @Override
    public List<String> lines(String command, int seconds) {
        Process process = start(command);
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
        try {
            List<String> lines = output.get(seconds, TimeUnit.SECONDS).lines().toList();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            // MHA ignores the exit code, and scripts rely on that; but no line at all is a script that does not work.
            if (lines.isEmpty() && ended && process.exitValue() != 0) {
                throw failed("it exited with " + process.exitValue() + " and printed nothing");
            }
            return lines;
        } catch (TimeoutException e) {
            throw failed("it did not end within " + seconds + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        } catch (ExecutionException e) {
            throw failed(String.valueOf(e.getCause()));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(String command) {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private static String read(Process process) {
        try {
            byte[] bytes = process.getInputStream().readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it printed more than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Problem failed(String why) {
        return Problem.of(ConfigError.CONFIG_INVALID, why);
    }
}
