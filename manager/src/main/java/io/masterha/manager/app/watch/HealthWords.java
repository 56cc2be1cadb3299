package io.masterha.manager.app.watch;

import io.masterha.binlog.BinlogPosition;
import io.masterha.manager.app.watch.HealthLook.Receipt;
import io.masterha.manager.app.watch.HealthLook.ReplicaView;
import io.masterha.manager.detect.Verdict;
import io.masterha.manager.port.DiskSight;
import io.masterha.manager.port.SourceStrain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures behind an alarm, in words: how many wait, how long, how much would be lost. */
final class HealthWords {
    private HealthWords() {}

    static String of(Verdict verdict, HealthLook look, Optional<DiskSight> disk, int silences) {
        return switch (verdict) {
            case OVERLOADED ->
                look.strain()
                        .map(s -> s.connected() + " of " + s.mostConnected() + " connections are open")
                        .orElse("the manager is turned away");
            case READ_ONLY ->
                look.strain()
                        .map(s -> "the server was started " + s.uptime().toSeconds() + " s ago")
                        .orElse("");
            case SEMI_SYNC_BLOCKED ->
                look.strain()
                        .map(s -> s.waitingForAck() + " commits wait, " + s.ackers()
                                + " semi-sync replicas are connected")
                        .orElse("");
            case UNWRITABLE -> unwritable(look, disk);
            case REPLICATION_CUT -> cut(look);
            case COMES_AND_GOES -> "silent " + silences + " times within five minutes";
            default -> "";
        };
    }

    private static String unwritable(HealthLook look, Optional<DiskSight> disk) {
        List<String> words = new ArrayList<>();
        disk.filter(d -> !d.detail().isEmpty()).ifPresent(d -> words.add(d.detail()));
        look.strain().filter(s -> s.committing() > 0).ifPresent(s -> words.add(waiting(s)));
        if (look.strain().isPresent() && look.binlogEnd().isEmpty()) {
            words.add("its binary log does not say where it ends");
        }
        look.cannotWrite().ifPresent(words::add);
        return String.join("; ", words);
    }

    private static String waiting(SourceStrain strain) {
        return strain.committing() + " commits have been under way for up to "
                + strain.longestCommit().toSeconds() + " s";
    }

    private static String cut(HealthLook look) {
        Optional<BinlogPosition> most = look.replicas().stream()
                .flatMap(r -> r.receipt().stream())
                .map(Receipt::received)
                .max(Comparator.naturalOrder());
        String receivers = look.replicas().stream().map(HealthWords::receiver).collect(Collectors.joining(", "));
        String loss = look.binlogEnd().isPresent() && most.isPresent()
                ? "; possible loss: " + distance(most.get(), look.binlogEnd().get())
                : "; possible loss: not known";
        return receivers + loss;
    }

    private static String receiver(ReplicaView replica) {
        return replica.id()
                + replica.receipt()
                        .map(r -> " " + r.receiver().name().toLowerCase(Locale.ROOT) + " at " + r.received())
                        .orElse(" does not answer");
    }

    /** How much lies between two places of one log. */
    static String distance(BinlogPosition from, BinlogPosition to) {
        if (!to.isAfter(from)) {
            return "none yet";
        }
        String bytes = from.file().equals(to.file())
                ? (to.offset() - from.offset()) + " bytes"
                : (to.fileNumber() - from.fileNumber()) + " files and " + to.offset() + " bytes";
        return bytes + " (" + from + " to " + to + ")";
    }
}
