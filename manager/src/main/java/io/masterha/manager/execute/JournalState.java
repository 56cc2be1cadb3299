package io.masterha.manager.execute;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import io.masterha.manager.topology.TopologyText;
import io.masterha.manager.topology.Witness;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the lines of a journal add up to: the failed source, the plan that holds, the facts, the steps that are settled. */
final class JournalState {
    private final Map<String, Object> facts = new HashMap<>();
    private final Map<String, String> settled = new LinkedHashMap<>();
    private final Set<String> started = new HashSet<>();
    private Optional<FailedSource> failedSource = Optional.empty();
    private Optional<Instant> begunAt = Optional.empty();
    private List<ServerId> receiving = List.of();
    private List<String> topology = List.of();
    private List<String> plan = List.of();
    private int plans;
    private String fence = "";
    private boolean ended;

    /** @throws IllegalArgumentException if the line says something that nobody understands */
    JournalState after(Map<String, Object> line) {
        String event = String.valueOf(line.get("event"));
        switch (event) {
            case "begin" -> {
                failedSource = Optional.of(failedSource(line));
                begunAt = instant(String.valueOf(line.get("at")));
                receiving = strings(line.getOrDefault("receiving", List.of())).stream()
                        .map(ServerId::parse)
                        .toList();
            }
            case "receiving" -> {
                List<ServerId> all = new ArrayList<>(receiving);
                strings(line.getOrDefault("servers", List.of())).forEach(id -> all.add(ServerId.parse(id)));
                receiving = List.copyOf(all);
            }
            case "start" -> started.add(String.valueOf(line.get("step")));
            case "plan" -> {
                if (plans++ > 0) {
                    settled.clear();
                    started.clear();
                }
                strings(line.getOrDefault("forgets", List.of())).forEach(facts::remove);
                topology = strings(line.getOrDefault("topology", List.of()));
                plan = strings(line.getOrDefault("plan", List.of()));
            }
            case "fact" -> {
                Object value = line.get("value");
                if (value != null) {
                    facts.put(String.valueOf(line.get("name")), value);
                }
            }
            case "done", "failed" -> settled.put(String.valueOf(line.get("step")), event);
            case "note" -> {
                if ("fence".equals(line.get("what"))) {
                    fence = String.valueOf(line.get("text"));
                }
            }
            case "end" -> ended = true;
            default -> {
                // other notes are for people
            }
        }
        return this;
    }

    private static FailedSource failedSource(Map<String, Object> line) {
        String witness = String.valueOf(line.getOrDefault("witness", ""));
        if (!witness.isEmpty()) {
            return TopologyText.parseSource(witness);
        }
        String seen = String.valueOf(line.getOrDefault("seen", ""));
        return new FailedSource(
                ServerId.parse(String.valueOf(line.get("source"))),
                Long.parseLong(String.valueOf(line.getOrDefault("server_id", "0"))),
                true,
                seen.isEmpty() ? Optional.empty() : Optional.of(Witness.at(BinlogPosition.parse(seen))));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException damaged) {
            return Optional.empty();
        }
    }

    private static List<String> strings(Object list) {
        List<String> strings = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.forEach(item -> strings.add(String.valueOf(item)));
        }
        return List.copyOf(strings);
    }

    Optional<FailedSource> failedSource() {
        return failedSource;
    }

    Optional<Instant> begunAt() {
        return begunAt;
    }

    /** Who received when the failover began. */
    List<ServerId> receiving() {
        return receiving;
    }

    List<String> topology() {
        return topology;
    }

    List<String> plan() {
        return plan;
    }

    int plans() {
        return plans;
    }

    String fence() {
        return fence;
    }

    boolean hasEnded() {
        return ended;
    }

    Optional<String> settled(String step) {
        return Optional.ofNullable(settled.get(step));
    }

    boolean isInDoubt(String step) {
        return started.contains(step) && !settled.containsKey(step);
    }

    Optional<Object> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }

    List<String> factNames() {
        return facts.keySet().stream().sorted().toList();
    }
}
