package io.masterha.manager.report;

import io.masterha.manager.topology.Applier;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines of MHA's log that people grep for, told beside our own; the titles of the phases are in Phase. */
public final class LogMarkers {
    public static final String REPORT = "----- Failover Report -----";
    public static final String SOURCE_DEAD = "Master is down!";

    private LogMarkers() {}

    /** While the source answers. */
    public static String answers(String pingType) {
        return "Ping(" + pingType + ") succeeded, waiting until MySQL doesn't respond..";
    }

    /** The source did not answer for the n-th time. */
    public static String missed(int times) {
        return "Connection failed " + times + " time(s)..";
    }

    /** How watching ended. */
    public static String exit(int code) {
        return "Got exit code " + code + " (" + (code == 20 ? "Master dead" : "Not master dead") + ").";
    }

    /** A server as MHA names it: host(ip:port). */
    public static String named(ServerId id, Map<ServerId, String> addresses) {
        String ip = Optional.ofNullable(addresses.get(id)).orElse(id.host());
        return id.host() + "(" + ip + ":" + id.port() + ")";
    }

    /** The lists of servers, as they were found when a failover begins. */
    public static List<String> servers(Topology topology) {
        List<ServerId> dead = new ArrayList<>(List.of(topology.source().id()));
        dead.addAll(topology.unreachable());
        List<String> lines = new ArrayList<>();
        lines.add("GTID failover mode = " + (topology.gtid() ? 1 : 0));
        list(lines, "Dead Servers:", dead);
        list(lines, "Alive Servers:", ids(topology, false, true));
        list(lines, "Alive Slaves:", ids(topology, false, false));
        list(lines, "Failed Slaves:", ids(topology, true, false));
        return lines;
    }

    /** The servers that follow another replica and are left alone; nothing if there are none. */
    public static List<String> unmanaged(List<ServerId> servers) {
        List<String> lines = new ArrayList<>();
        list(lines, "Unmanaged Servers:", servers);
        return lines;
    }

    private static List<ServerId> ids(Topology topology, boolean broken, boolean all) {
        return topology.replicas().stream()
                .filter(r -> all || (r.applier() == Applier.BROKEN) == broken)
                .map(Replica::id)
                .toList();
    }

    private static void list(List<String> lines, String title, List<ServerId> servers) {
        if (!servers.isEmpty()) {
            lines.add(title);
            servers.forEach(id -> lines.add("  " + id.host() + ":" + id.port()));
        }
    }
}
