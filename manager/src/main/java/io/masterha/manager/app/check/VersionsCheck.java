package io.masterha.manager.app.check;

import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.ServerVersion;
import java.util.Optional;

/** A replica follows a source of its own release series or of an older one; the manager keeps to that. */
final class VersionsCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        Optional<ServerId> source = seen.source();
        if (source.isEmpty() || seen.sourceStatus().isEmpty()) {
            return;
        }
        ServerVersion of = seen.sourceStatus().get().version();
        seen.replicas().keySet().forEach(id -> {
            ServerVersion mine =
                    Optional.ofNullable(seen.statuses().get(id)).orElseThrow().version();
            if (mine.isMariadb() != of.isMariadb()) {
                found.problem(
                        id + " runs " + mine + " and its source " + source.get() + " runs " + of,
                        "MySQL and MariaDB write logs that the other cannot take over in a failover",
                        "use servers of one family");
            } else if (!mine.isSameSeriesAs(of) && mine.compareTo(of) < 0) {
                found.warn(id + ": its version " + mine + " is older than the source's " + of
                        + ": it may stop at an event that it does not know");
            }
        });
    }
}
