package io.masterha.manager.adapter.ssh;

import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Copies a file from one host to several at once, as a failover copies the failed source's tail; {@code bench/copy.sh} calls
 * it and has started the SSH server on loopback that stands for all of them.
 *
 * <p>Arguments: port, private key, known_hosts, file, its SHA-256, how many replicas.
 */
public final class CopyBench {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Story SILENT = new Story() {
        @Override
        public void tell(String word, Optional<ServerId> server, String sentence) {}

        @Override
        public void warn(String word, Optional<ServerId> server, String sentence) {}
    };

    private CopyBench() {}

    public static void main(String[] words) throws Exception {
        Path file = Path.of(words[3]);
        int replicas = Integer.parseInt(words[5]);
        Freight freight = Freight.of(file, words[4]);
        FileCourier courier = new FileCourier(LIMIT);
        SshConnection source = connection(words, 0);
        ExecutorService workers = Executors.newFixedThreadPool(replicas);
        List<SshConnection> targets = new ArrayList<>();
        for (int i = 1; i <= replicas; i++) {
            SshConnection target = connection(words, i);
            target.exec("true", "", LIMIT);
            targets.add(target);
        }
        source.exec("true", "", LIMIT);
        double cpu = cpuSeconds();
        long begin = System.nanoTime();
        List<CompletableFuture<Void>> copies = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            SshConnection target = targets.get(i);
            String path = file + ".on-" + (i + 1);
            copies.add(CompletableFuture.runAsync(() -> courier.copy(source, freight, target, path), workers));
        }
        copies.forEach(CompletableFuture::join);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%.1f | %.0f | %.1f%n",
                seconds,
                replicas * freight.bytes() / 1e6 / seconds,
                cpuSeconds() - cpu);
        System.exit(0);
    }

    private static SshConnection connection(String[] words, int number) {
        ServerId id = ServerId.parse("host" + number + ":3306");
        SshTarget target = new SshTarget(
                id,
                "127.0.0.1",
                "127.0.0.1",
                "127.0.0.1",
                Integer.parseInt(words[0]),
                System.getProperty("user.name"),
                SshOptions.parse("-i " + words[1]));
        return new SshConnection(target, new SshPolicy(true, Path.of(words[2]), Duration.ofSeconds(20)), SILENT);
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }
}
