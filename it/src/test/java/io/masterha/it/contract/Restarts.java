package io.masterha.it.contract;

import static io.masterha.it.contract.Wired.LIMIT;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Until;
import io.masterha.it.lab.WritableSamples;
import java.util.List;

/** What a supervisor does to a server that is kept down: it starts it again and again. */
final class Restarts {
    private Restarts() {}

    /**
     * Starts a server so many times, each time after the loop that keeps it down has killed it.
     *
     * @param file where that loop writes down whom it has killed
     * @return when the server was writable meanwhile
     */
    static List<WritableSamples.Span> of(LabHost host, String file, int times) {
        try (WritableSamples samples = WritableSamples.of(List.of(host))) {
            for (int i = 1; i <= times; i++) {
                String killed = String.valueOf(i);
                host.shell("start-mysqld");
                Until.holds("start " + i + " was noticed", LIMIT, () -> host.shell(
                                "grep '^killed ' " + file + " | sort -u | wc -l")
                        .equals(killed));
            }
            return samples.spans();
        }
    }
}
