package io.masterha.bench.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** masterha-manager with --conf-dir, as it is installed, and what the kernel and the JVM say of it. */
final class ManagerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path log;

    /** Hosts are not checked at start: fakes have nothing that could be installed on them. */
    ManagerProcess(Path distribution, Path conf, Path log) throws IOException {
        this.log = log;
        process = new ProcessBuilder(
                        distribution.resolve("bin/masterha-manager").toString(),
                        "--conf-dir=" + conf,
                        "--skip_ssh_check")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** What is waited for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Fails after three minutes. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until || !process.isAlive()) {
                throw new IllegalStateException("not within " + PATIENCE + ": " + what + "; see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** A number of /proc/PID/status. */
    long status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    String megabytes(String key) throws IOException {
        return status(key) / 1024 + " MB";
    }

    /** User and system time in hundredths of a second. */
    long ticks() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
                .replaceFirst("^.*\\) ", "")
                .split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Processor time over so many seconds, in percent of one core. */
    double share(int seconds) throws IOException, InterruptedException {
        long before = ticks();
        TimeUnit.SECONDS.sleep(seconds);
        return (ticks() - before) / (double) seconds;
    }

    /** What lives in the heap: after a collection all of it is in the old generation. */
    String heap() throws IOException, InterruptedException {
        jcmd("GC.run");
        long kilobytes = jcmd("GC.heap_info")
                .lines()
                .filter(line -> line.contains("tenured generation") && line.contains("used"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst("^.*used (\\d+)K.*$", "$1")))
                .sum();
        return kilobytes / 1024 + " MB";
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process ask = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(ask.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ask.waitFor();
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
