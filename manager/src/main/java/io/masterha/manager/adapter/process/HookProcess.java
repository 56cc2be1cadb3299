package io.masterha.manager.adapter.process;

import io.masterha.manager.port.HookOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs one script through the shell, as MHA does, with a time limit, its output line by line into the log. */
final class HookProcess {
    private HookProcess() {}

    /**
     * @param command what the operator configured: a path, or a path with arguments of its own
     * @param arguments ours, appended with shell quoting
     * @param morePath a directory where programs are looked for last; empty for none
     * @param lent lends it the manager's sessions
     * @param line receives each line of output, cut to a bounded length and number
     */
    static HookOutcome run(
            String command,
            List<String> arguments,
            Duration limit,
            String morePath,
            LentShell lent,
            Consumer<String> line) {
        StringBuilder shell = new StringBuilder(command);
        arguments.forEach(argument -> shell.append(' ').append(quoted(argument)));
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", LentShell.SHELL, "sh", shell.toString());
            // A script of MHA's kind need not do it, and may then leave the address where it is until the new source
            // has it.
            builder.environment().put("MASTERHA_BLOCKS_WRITES", "1");
            builder.environment().put("MASTERHA_LENDS_SSH", "1");
            if (!morePath.isEmpty()) {
                builder.environment().merge("PATH", morePath, (path, more) -> path + ":" + more);
            }
            Process process = builder.start();
            Thread lending =
                    start("lent to a script", () -> lent.serve(process.getErrorStream(), process.getOutputStream()));
            Thread output = start("script output", () -> ScriptOutput.copy(process.getInputStream(), line));
            boolean hasEnded = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            lent.end();
            if (!hasEnded) {
                kill(process);
                lending.interrupt();
                return new HookOutcome(
                        HookOutcome.Kind.OTHER, -1, "it ran longer than " + limit.toSeconds() + " s and was killed");
            }
            output.join(1_000);
            int code = process.exitValue();
            return new HookOutcome(
                    code == 0 ? HookOutcome.Kind.DONE : HookOutcome.Kind.OTHER, code, "it exited with code " + code);
        } catch (IOException e) {
            return new HookOutcome(HookOutcome.Kind.OTHER, -1, "it could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HookOutcome(HookOutcome.Kind.OTHER, -1, "the manager was interrupted while it ran");
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** With everything it started, and not before all of it is gone, or a script that was given up goes on acting. */
    private static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(1, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException stays) {
                // The kernel keeps it, waiting for a disk; no signal changes that.
            }
        }
    }

    /** Single quotes keep everything but themselves from the shell. */
    static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:=,@%+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
