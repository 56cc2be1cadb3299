package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The text form of a {@link Topology}: a line per server, {@code key=value}; what it prints it also reads. */
public final class TopologyText {
    private static final String PROMOTED_BEFORE = "promoted-before ";

    private TopologyText() {}

    public static List<String> format(Topology topology) {
        List<String> lines = new ArrayList<>();
        lines.add(source(topology.source()));
        lines.add("mode " + (topology.gtid() ? "gtid" : "position") + " donor="
                + topology.donor().map(d -> d.id() + "@" + d.from()).orElse("-"));
        for (Replica r : topology.replicas()) {
            lines.add("replica " + r.id() + " version=" + r.version() + " received=" + r.received() + " executed="
                    + r.executed() + " applier=" + r.applier().text() + " log_bin=" + r.logBin() + " rule="
                    + r.rule().text() + " checks_delay=" + r.checksDelay() + " ignore_fail=" + r.ignoreFail()
                    + " extra_gtids=" + (r.extraGtids().isEmpty() ? "-" : r.extraGtids()) + unusual(r));
        }
        topology.unreachable().forEach(id -> lines.add("unreachable " + id));
        topology.binlogServers().forEach(id -> lines.add("binlog-server " + id));
        if (!topology.formers().isEmpty()) {
            lines.add(PROMOTED_BEFORE + FormerSource.format(topology.formers()));
        }
        return lines;
    }

    /** The line of the failed source. */
    public static String source(FailedSource source) {
        return "source " + source.id() + " server_id=" + source.serverId() + " host="
                + (source.hostAnswers() ? "answers" : "silent") + " seen=" + optional(source.seen())
                + source.witness().map(TopologyText::more).orElse("")
                + (source.disk() == DiskTrust.SYNCED
                        ? ""
                        : " disk=" + source.disk().text());
    }

    /**
     * Reads what {@link #source} printed.
     *
     * @throws RuntimeException if it is not such a line
     */
    public static FailedSource parseSource(String line) {
        Line words = new Line(line);
        return new FailedSource(
                words.id(),
                Long.parseLong(words.get("server_id")),
                words.get("host").equals("answers"),
                words.position("seen").map(seen -> witness(seen, words)),
                DiskTrust.valueOf(upper(words.get("disk", "synced"))));
    }

    /** What is known of the last look beside the position. */
    private static String more(Witness witness) {
        return (witness.gtids().isEmpty() ? "" : " seen_gtids=" + witness.gtids())
                + (witness.purged().isEmpty() ? "" : " seen_purged=" + witness.purged())
                + (witness.uuid().isEmpty() ? "" : " uuid=" + witness.uuid())
                + (witness.syncBinlog() < 0 ? "" : " sync_binlog=" + witness.syncBinlog())
                + (witness.at().equals(Instant.EPOCH) ? "" : " seen_at=" + witness.at())
                + (witness.silence().isZero()
                        ? ""
                        : " silent_ms=" + witness.silence().toMillis());
    }

    private static Witness witness(BinlogPosition seen, Line words) {
        return new Witness(
                seen,
                words.get("seen_gtids", ""),
                words.get("seen_purged", ""),
                words.get("uuid", ""),
                Long.parseLong(words.get("sync_binlog", "-1")),
                Instant.parse(words.get("seen_at", Instant.EPOCH.toString())),
                Duration.ofMillis(Long.parseLong(words.get("silent_ms", "0"))));
    }

    /** Settings that are printed only where they differ from the usual. */
    private static String unusual(Replica r) {
        return (r.latestPriority() ? "" : " latest_priority=false")
                + (r.isDelayed() ? " delay=" + r.delaySeconds() : "")
                + (r.skipReset() ? " skip_reset=true" : "")
                + (r.gtids().isEmpty() ? "" : " gtids=" + r.gtids());
    }

    /**
     * Reads what {@link #format} printed.
     *
     * @throws IllegalArgumentException naming the line that cannot be read
     */
    public static Topology parse(List<String> lines) {
        Optional<FailedSource> source = Optional.empty();
        boolean gtid = false;
        Optional<Topology.Donor> donor = Optional.empty();
        List<Replica> replicas = new ArrayList<>();
        List<ServerId> unreachable = new ArrayList<>();
        List<ServerId> binlogServers = new ArrayList<>();
        List<FormerSource> formers = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(PROMOTED_BEFORE)) {
                formers.addAll(FormerSource.parse(line.substring(PROMOTED_BEFORE.length())));
                continue;
            }
            Line words = new Line(line);
            switch (words.kind) {
                case "source" -> source = Optional.of(parseSource(line));
                case "mode" -> {
                    gtid = words.name.equals("gtid");
                    donor = donor(words.get("donor"));
                }
                case "replica" -> replicas.add(replica(words));
                case "unreachable" -> unreachable.add(words.id());
                case "binlog-server" -> binlogServers.add(words.id());
                default -> throw new IllegalArgumentException("not a line of a topology: " + line);
            }
        }
        return new Topology(
                source.orElseThrow(() -> new IllegalArgumentException("no source in the topology")),
                gtid,
                replicas,
                unreachable,
                binlogServers,
                donor,
                formers);
    }

    private static Optional<Topology.Donor> donor(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? Optional.empty()
                : Optional.of(new Topology.Donor(
                        ServerId.parse(text.substring(0, at)), BinlogPosition.parse(text.substring(at + 1))));
    }

    private static Replica replica(Line words) {
        String extra = words.get("extra_gtids");
        return new Replica(
                words.id(),
                version(words.get("version")),
                words.required("received"),
                words.required("executed"),
                Applier.valueOf(upper(words.get("applier"))),
                Boolean.parseBoolean(words.get("log_bin")),
                PromotionRule.valueOf(upper(words.get("rule"))),
                Boolean.parseBoolean(words.get("checks_delay")),
                Boolean.parseBoolean(words.get("ignore_fail")),
                extra.equals("-") ? "" : extra,
                Boolean.parseBoolean(words.get("latest_priority", "true")),
                Long.parseLong(words.get("delay", "0")),
                Boolean.parseBoolean(words.get("skip_reset", "false")),
                words.get("gtids", ""));
    }

    private static ServerVersion version(String text) {
        int dash = text.indexOf('-');
        return ServerVersion.parse(text.substring(dash + 1) + (text.startsWith("mariadb-") ? "-MariaDB" : ""));
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    private static String optional(Optional<BinlogPosition> position) {
        return position.map(BinlogPosition::toString).orElse("-");
    }

    /** One line, taken apart. */
    private static final class Line {
        private final String text;
        private final String kind;
        private final String name;
        private final Map<String, String> values = new HashMap<>();

        Line(String text) {
            this.text = text;
            String[] words = text.trim().split(" +");
            if (words.length < 2) {
                throw new IllegalArgumentException("not a line of a topology: " + text);
            }
            this.kind = words[0];
            this.name = words[1];
            for (int i = 2; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("not key=value: " + words[i] + " in: " + text);
                }
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }

        ServerId id() {
            return ServerId.parse(name);
        }

        String get(String key) {
            String value = values.get(key);
            if (value == null) {
                throw new IllegalArgumentException("no " + key + " in: " + text);
            }
            return value;
        }

        String get(String key, String usual) {
            return values.getOrDefault(key, usual);
        }

        Optional<BinlogPosition> position(String key) {
            String value = get(key);
            return value.equals("-") ? Optional.empty() : Optional.of(BinlogPosition.parse(value));
        }

        BinlogPosition required(String key) {
            return position(key).orElseThrow(() -> new IllegalArgumentException("no " + key + " in: " + text));
        }
    }
}
