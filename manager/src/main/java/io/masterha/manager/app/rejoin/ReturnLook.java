package io.masterha.manager.app.rejoin;

import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ReturnedServers;
import io.masterha.manager.topology.ReturnedServers.Returned;
import io.masterha.manager.topology.ReturnedServers.SourceNow;
import io.masterha.manager.topology.ReturnedServers.Word;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at all servers for those that came back.
 *
 * @param source who is the source
 * @param returned the servers beside it; empty if the source is not clear
 * @param silent configured servers that do not answer
 * @param gtid whether the replicas of the source follow by GTID; empty if it has none
 * @param relayLogPurge {@code relay_log_purge} of its replicas; empty if it has none
 */
public record ReturnLook(
        SourceNow source,
        List<Returned> returned,
        List<ServerId> silent,
        Optional<Boolean> gtid,
        Optional<Boolean> relayLogPurge) {
    public ReturnLook {
        returned = List.copyOf(returned);
        silent = List.copyOf(silent);
    }

    /** @param changes what journals tell of the last changes of the source, the newest first */
    public static ReturnLook at(World world, Cluster cluster, List<LastChange> changes) {
        Map<ServerId, Inspector.Reading> readings = new Inspector(world, cluster).readAllBut(Optional.empty());
        List<Word> words = new ArrayList<>();
        List<ServerId> silent = new ArrayList<>();
        for (Inspector.Reading reading : readings.values()) {
            reading.status()
                    .ifPresentOrElse(
                            status -> words.add(word(cluster, reading.id(), status)), () -> silent.add(reading.id()));
        }
        SourceNow source =
                ReturnedServers.source(words, changes.stream().findFirst().map(LastChange::newSource));
        if (source.source().isEmpty()) {
            return new ReturnLook(source, List.of(), silent, Optional.empty(), Optional.empty());
        }
        ServerId id = source.source().get();
        List<Returned> returned = ReturnedServers.among(words, id);
        Optional<ServerStatus> replica = words.stream()
                .filter(word -> word.follows().equals(source.source())
                        && returned.stream().noneMatch(r -> r.id().equals(word.id())))
                .map(word -> Optional.ofNullable(readings.get(word.id())).flatMap(Inspector.Reading::status))
                .flatMap(Optional::stream)
                .findFirst();
        return new ReturnLook(
                source,
                returned,
                silent,
                replica.flatMap(ServerStatus::replication).map(ReplicationStatus::autoPosition),
                replica.map(status -> status.settings().relayLogPurge()));
    }

    private static Word word(Cluster cluster, ServerId id, ServerStatus status) {
        Optional<ReplicationStatus> replication = status.replication();
        return new Word(
                id,
                status.writable(),
                cluster.member(id).filter(Member::multiTier).isPresent(),
                replication.flatMap(r -> cluster.knownAs(r.sourceHost(), r.sourcePort())),
                replication.isPresent(),
                replication
                        .filter(r -> r.receiver() == ReplicationStatus.Receiver.RUNNING)
                        .isPresent(),
                replication
                        .filter(r -> r.receiver() != ReplicationStatus.Receiver.STOPPED)
                        .isPresent(),
                replication.map(ReplicationStatus::receiverError).orElse(""));
    }
}
