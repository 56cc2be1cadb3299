package io.masterha.manager.cli.start;

import io.masterha.manager.adapter.SystemTime;
import io.masterha.manager.config.ConfigReader;
import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.Time;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Looks host names up, all side by side and with one deadline: a name service that hangs costs its limit once. */
public final class Names implements ConfigReader.Resolver {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Function<String, Optional<String>> service;
    private final Duration limit;
    private final Time time = new SystemTime();

    public Names() {
        this(Names::lookUp, LIMIT);
    }

    /** @param service may take its time */
    public Names(Function<String, Optional<String>> service, Duration limit) {
        this.service = service;
        this.limit = limit;
    }

    @Override
    public Optional<String> resolve(String host) {
        return resolveAll(List.of(host)).getOrDefault(host, Optional.empty());
    }

    /** A look-up that does not come back is left behind: nobody can interrupt it, and it keeps nobody from ending. */
    @Override
    public Map<String, Optional<String>> resolveAll(Collection<String> hosts) {
        Map<String, Optional<String>> addresses = new LinkedHashMap<>();
        if (hosts.isEmpty()) {
            return addresses;
        }
        long until = time.nanos() + limit.toNanos();
        try (Workers workers = Workers.sideBySide(hosts.size())) {
            Map<String, Future<Optional<String>>> asked = new LinkedHashMap<>();
            new LinkedHashSet<>(hosts).forEach(host -> asked.put(host, workers.start(() -> service.apply(host))));
            asked.forEach((host, answer) -> addresses.put(
                    host,
                    Workers.within(answer, Duration.ofNanos(until - time.nanos()))
                            .flatMap(Function.identity())));
        }
        return addresses;
    }

    private static Optional<String> lookUp(String host) {
        try {
            return Optional.of(InetAddress.getByName(host).getHostAddress()).filter(ip -> !ip.isEmpty());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
