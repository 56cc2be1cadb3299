package io.masterha.manager.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is the source, who follows it, and who follows one of those and is left alone. */
public sealed interface Roles {
    /**
     * The servers form one source with replicas.
     *
     * @param source may be silent: then its replicas tell of it
     * @param leftAlone replicas of other servers, with {@code multi_tier_slave=1}
     */
    record Clear(ServerId source, List<ServerId> leftAlone) implements Roles {
        public Clear {
            leftAlone = List.copyOf(leftAlone);
        }
    }

    /** They do not, in the words of a Problem. */
    record Unclear(String what, String why, String next) implements Roles {}

    /**
     * What one server says of itself.
     *
     * @param writable whether {@code read_only} is off
     * @param follows whom it follows; empty for nobody
     */
    record Stance(ServerId id, boolean answers, boolean writable, boolean multiTier, Optional<Link> follows) {}

    /**
     * Whom a replica follows.
     *
     * @param named as the replica has it
     * @param member the server of the configuration that this is; empty if it is none of them
     * @param receives whether its receiver is started
     */
    record Link(String named, Optional<ServerId> member, boolean receives) {}

    /**
     * MHA's rule: the one server that others follow; of several, as in a ring or with tiers, the one that is silent or not
     * read-only. Who follows another than that needs {@code multi_tier_slave=1}.
     */
    static Roles among(List<Stance> stances) {
        return new Finder(stances).find();
    }

    /** Applies the rule to one set of servers. */
    final class Finder {
        private final Map<ServerId, Stance> stances = new LinkedHashMap<>();
        private final Map<ServerId, Link> links = new LinkedHashMap<>();

        private Finder(List<Stance> all) {
            all.forEach(stance -> stances.put(stance.id(), stance));
            all.stream().filter(stance -> !isLeftFromBefore(stance)).forEach(stance -> stance.follows()
                    .ifPresent(link -> links.put(stance.id(), link)));
        }

        /** A source that was once a replica and kept its settings: it is open, does not receive, and nobody answers there. */
        private boolean isLeftFromBefore(Stance stance) {
            return stance.writable()
                    && stance.follows()
                            .filter(link -> !link.receives())
                            .filter(link -> link.member().filter(this::answers).isEmpty())
                            .isPresent();
        }

        private boolean answers(ServerId id) {
            Stance stance = stances.get(id);
            return stance != null && stance.answers();
        }

        private boolean isMultiTier(ServerId id) {
            Stance stance = stances.get(id);
            return stance != null && stance.multiTier();
        }

        private boolean followsNobody(ServerId id) {
            return answers(id) && !links.containsKey(id);
        }

        private boolean isOpen(ServerId id) {
            Stance stance = stances.get(id);
            return stance != null && stance.answers() && (stance.writable() || !links.containsKey(id));
        }

        private Roles find() {
            Set<ServerId> followed = new LinkedHashSet<>();
            for (Map.Entry<ServerId, Link> link : links.entrySet()) {
                Optional<ServerId> member = link.getValue().member();
                if (member.isEmpty()) {
                    return new Unclear(
                            link.getKey() + " follows " + link.getValue().named(),
                            "that server is not in the configuration",
                            "add it, or take " + link.getKey() + " out");
                }
                followed.add(member.get());
            }
            List<ServerId> silent =
                    stances.keySet().stream().filter(id -> !answers(id)).toList();
            if (followed.isEmpty() && !silent.isEmpty()) {
                // Whoever reads this at night must not set up replication that is there.
                return new Unclear(
                        silent.size() == stances.size()
                                ? "no server answers, so it is not known who is the source"
                                : "none of the servers that answer is a replica",
                        join(silent) + " said nothing",
                        "make " + join(silent) + " answer first: the reason of each is told beside this");
            }
            if (followed.isEmpty()) {
                return new Unclear(
                        "no server is a replica",
                        "nobody could take over",
                        "set up replication between the configured servers");
            }
            List<ServerId> alone = stances.keySet().stream()
                    .filter(id -> followsNobody(id) && !followed.contains(id))
                    .toList();
            if (!alone.isEmpty()) {
                List<ServerId> sources = new ArrayList<>(followed);
                sources.addAll(alone);
                return new Unclear(
                        "there is more than one source: " + join(sources),
                        "masterha needs exactly one server that all others follow",
                        "masterha-rejoin --conf=FILE --dry-run, if one of them is an old source that came back; else point the"
                                + " replicas at one source, or take the others out of the configuration");
            }
            return among(followed);
        }

        private Roles among(Set<ServerId> followed) {
            List<ServerId> open = followed.stream().filter(this::isOpen).toList();
            List<ServerId> silent = followed.stream().filter(id -> !answers(id)).toList();
            if (followed.size() == 1) {
                return withSource(followed.iterator().next());
            }
            if (open.size() > 1) {
                return new Unclear(
                        "there is more than one source: " + join(open) + " are followed and writable",
                        "in a ring and with tiers only one server may be written to",
                        "SET GLOBAL read_only=1 on the one that is not to be written to");
            }
            if (open.size() == 1 && (silent.isEmpty() || followsNobody(open.get(0)))) {
                return withSource(open.get(0));
            }
            if (open.isEmpty() && silent.size() == 1) {
                return withSource(silent.get(0));
            }
            return silent.isEmpty()
                    ? new Unclear(
                            "no source is writable: " + join(List.copyOf(followed)) + " are followed and read-only",
                            "in a ring and with tiers the source is the one that is not read-only",
                            "SET GLOBAL read_only=0 on the one that is the source")
                    : new Unclear(
                            "it is not clear who is the source: " + join(open) + (open.isEmpty() ? "" : " is open, ")
                                    + join(silent) + " followed and silent",
                            "a silent source and a silent replica look the same",
                            "start " + join(silent)
                                    + (open.isEmpty()
                                            ? ""
                                            : "; or STOP REPLICA on " + join(open)
                                                    + " if it is the source, or make it read-only"));
        }

        private Roles withSource(ServerId source) {
            List<ServerId> leftAlone = new ArrayList<>();
            for (Map.Entry<ServerId, Link> link : links.entrySet()) {
                ServerId id = link.getKey();
                if (id.equals(source) || link.getValue().member().equals(Optional.of(source))) {
                    continue;
                }
                if (!isMultiTier(id)) {
                    return new Unclear(
                            "there is more than one source: " + id + " follows "
                                    + link.getValue().named() + ", the others " + source,
                            "a server that follows a replica is left alone in a failover, and must be meant to be",
                            "point it at " + source + ", or set multi_tier_slave=1 in its block");
                }
                leftAlone.add(id);
            }
            return new Clear(source, leftAlone);
        }

        private static String join(List<ServerId> ids) {
            return String.join(", ", ids.stream().map(ServerId::toString).toList());
        }
    }
}
