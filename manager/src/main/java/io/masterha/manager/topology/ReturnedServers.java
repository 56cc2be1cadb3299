package io.masterha.manager.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds who is the source, and which servers stand beside it instead of behind it: an old source that came back. */
public final class ReturnedServers {
    private ReturnedServers() {}

    /** Where a server stands that is not a replica of the source. */
    public enum Kind {
        /** It follows nobody, or its replication is off and it is writable. */
        BESIDE,
        /** It follows another server than the source. */
        ASTRAY,
        /** It follows the source and has more than that. */
        AHEAD
    }

    /**
     * What one server that answers says of itself.
     *
     * @param writable whether {@code read_only} is off
     * @param multiTier it may follow another replica
     * @param follows whom its settings name; empty if it is no replica, or follows a server that is not in the configuration
     * @param isReplica whether it has replication settings
     * @param connected whether its receiver is connected
     * @param receives whether its receiver is started
     * @param receiverError its last error; empty if none
     */
    public record Word(
            ServerId id,
            boolean writable,
            boolean multiTier,
            Optional<ServerId> follows,
            boolean isReplica,
            boolean connected,
            boolean receives,
            String receiverError) {}

    /** A server that came back, and one clause that says how that is seen. */
    public record Returned(ServerId id, Kind kind, boolean writable, String because) {}

    /**
     * Who is the source.
     *
     * @param source empty if that is not clear
     * @param proved whether a journal says so, and not only the servers
     * @param because one clause
     */
    public record SourceNow(Optional<ServerId> source, boolean proved, String because) {}

    /**
     * The server that took over last, if the replicas do not say otherwise; without a journal the one server that is
     * followed, writable and answers.
     *
     * @param tookOver who took over last, by the newest journal of a failover or switchover
     */
    public static SourceNow source(List<Word> words, Optional<ServerId> tookOver) {
        Set<ServerId> followed = new TreeSet<>();
        words.stream().filter(Word::connected).forEach(word -> word.follows().ifPresent(followed::add));
        Set<ServerId> topmost = new TreeSet<>(followed);
        // A replica with replicas of its own is no source.
        words.stream()
                .filter(word -> word.multiTier() || (word.connected() && !word.writable()))
                .forEach(word -> topmost.remove(word.id()));
        if (tookOver.isPresent()) {
            ServerId id = tookOver.get();
            if (word(words, id).isEmpty()) {
                return new SourceNow(Optional.empty(), false, id + " took over last and does not answer");
            }
            if (!topmost.isEmpty() && !topmost.contains(id)) {
                return new SourceNow(
                        Optional.empty(),
                        false,
                        id + " took over last by the journal, but " + topmost + " is followed now");
            }
            return new SourceNow(tookOver, true, id + " took over last, by the journal");
        }
        if (topmost.isEmpty()) {
            // Whom a source refuses because it has less than they, follows it nevertheless: it may refuse all of them.
            words.stream()
                    .filter(word -> ShorterSource.isSaidBy(word.receiverError()))
                    .forEach(word -> word.follows().ifPresent(topmost::add));
        }
        if (topmost.size() != 1) {
            return new SourceNow(
                    Optional.empty(),
                    false,
                    topmost.isEmpty()
                            ? "no journal of a failover is there, and no server is followed"
                            : "no journal of a failover is there, and several servers are followed: " + topmost);
        }
        ServerId only = topmost.iterator().next();
        boolean isOpen = word(words, only).filter(Word::writable).isPresent();
        return isOpen
                ? new SourceNow(Optional.of(only), false, only + " is the one that the others follow")
                : new SourceNow(Optional.empty(), false, only + " is followed, but does not take writes");
    }

    /** The servers that answer and are not where they belong. */
    public static List<Returned> among(List<Word> words, ServerId source) {
        List<Returned> returned = new ArrayList<>();
        for (Word word : words) {
            if (!word.id().equals(source)) {
                judge(word, source).ifPresent(returned::add);
            }
        }
        return returned;
    }

    private static Optional<Returned> judge(Word word, ServerId source) {
        if (!word.isReplica() || (word.writable() && !word.receives())) {
            String writes = word.writable() ? "takes writes" : "is read-only";
            return found(word, Kind.BESIDE, "it follows nobody and " + writes + " beside " + source);
        }
        if (word.follows().equals(Optional.of(source))) {
            return ShorterSource.isSaidBy(word.receiverError())
                    ? found(word, Kind.AHEAD, ShorterSource.sentence(word.id(), source))
                    : Optional.empty();
        }
        if (word.multiTier() && word.connected()) {
            return Optional.empty();
        }
        String other = word.follows().map(ServerId::toString).orElse("a server that is not in the configuration");
        return found(word, Kind.ASTRAY, "it follows " + other + ", and " + source + " is the source");
    }

    private static Optional<Returned> found(Word word, Kind kind, String because) {
        return Optional.of(new Returned(word.id(), kind, word.writable(), because));
    }

    private static Optional<Word> word(List<Word> words, ServerId id) {
        return words.stream().filter(word -> word.id().equals(id)).findFirst();
    }
}
