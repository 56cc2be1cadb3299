package io.masterha.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One run of a program: how long it took, and the most memory that it had. */
record Measured(double seconds, long peakBytes, String output) {
    static Measured run(List<String> words, String input) throws IOException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            AtomicLong peak = new AtomicLong();
            Thread watch = new Thread(() -> watch(process, peak), "bench-memory");
            watch.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            double seconds = (System.nanoTime() - begin) / 1e9;
            watch.join();
            if (exit != 0) {
                throw new IOException(String.join(" ", words) + ": exit " + exit + ": " + output);
            }
            return new Measured(seconds, peak.get(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The kernel keeps the peak; it is gone with the process. */
    private static void watch(Process process, AtomicLong peak) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        while (process.isAlive()) {
            try {
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                        .forEach(bytes -> peak.accumulateAndGet(bytes, Math::max));
                Thread.sleep(10);
            } catch (IOException gone) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
