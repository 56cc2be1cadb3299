package io.masterha.manager.app.failover;

import io.masterha.manager.port.Story;
import io.masterha.manager.report.LogMarkers;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;
import java.util.List;
import java.util.Optional;

/** What a failover tells of the cluster that it found and of the plan that it made. */
final class FailoverTold {
    private static final int LONGEST_LINE = 2000;

    private final Story story;

    FailoverTold(Story story) {
        this.story = story;
    }

    /** @param servers those that follow another replica, and are not touched */
    void leftAlone(List<ServerId> servers) {
        LogMarkers.unmanaged(servers).forEach(line -> story.tell("inspect", Optional.empty(), line));
        servers.forEach(id -> story.tell("inspect", Optional.of(id), "follows another replica: it is left alone"));
    }

    void plan(Failover.Planned now) {
        LogMarkers.servers(now.topology()).forEach(line -> story.tell("inspect", Optional.empty(), line));
        TopologyText.format(now.topology()).forEach(line -> story.tell("inspect", Optional.empty(), inBrief(line)));
        now.ranking()
                .rejected()
                .forEach(r ->
                        story.tell("plan", Optional.of(r.server()), "not eligible: " + String.join("; ", r.reasons())));
        story.tell(
                "plan",
                Optional.of(now.plan().newSource()),
                "becomes the source: " + now.ranking().because());
    }

    /** A set of GTIDs may have thousands of intervals; the journal has it whole. */
    private static String inBrief(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "... (whole in the journal)";
    }
}
