package io.masterha.manager.adapter.ssh;

import io.masterha.manager.port.Ready;
import io.masterha.manager.port.ServerFiles;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The lookouts that wait on the hosts, at most one for each server; without one, a script is begun as usual, which takes longer. */
final class Lookouts implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(10);

    private final Map<SshConnection, Lookout> waiting = new HashMap<>();

    /** Keeps one waiting on a host that answers, until the result is closed. */
    Ready keep(SshConnection host, Supplier<ServerFiles> files) {
        return Caretakers.lookAfter(List.of(host), h -> {
            if (look(h, files.get(), START).isEmpty()) {
                begin(h, files.get());
            }
        });
    }

    private void begin(SshConnection host, ServerFiles files) {
        Lookout.onKept(host, files, START).ifPresent(begun -> giveBack(host, begun));
    }

    /** Takes the one that waits for that very server; nobody else has it then. */
    Optional<Lookout> take(SshConnection host, ServerFiles files) {
        Lookout found;
        synchronized (waiting) {
            found = waiting.remove(host);
        }
        if (found == null || found.isFor(files)) {
            return Optional.ofNullable(found);
        }
        found.close();
        return Optional.empty();
    }

    /** What was taken, or begun, waits from now on. */
    private void giveBack(SshConnection host, Lookout taken) {
        Lookout other;
        synchronized (waiting) {
            other = waiting.put(host, taken);
        }
        if (other != null) {
            other.close();
        }
    }

    /** What one that waits sees; empty if none does, or it does not answer. */
    Optional<String> look(SshConnection host, ServerFiles files, Duration limit) {
        Optional<Lookout> found = take(host, files);
        Optional<String> seen = found.flatMap(lookout -> lookout.look(limit));
        found.ifPresent(lookout -> {
            if (seen.isPresent()) {
                giveBack(host, lookout);
            } else {
                lookout.close();
            }
        });
        return seen;
    }

    @Override
    public void close() {
        synchronized (waiting) {
            waiting.values().forEach(Lookout::close);
            waiting.clear();
        }
    }
}
