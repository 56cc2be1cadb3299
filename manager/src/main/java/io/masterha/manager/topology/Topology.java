package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The cluster at one moment, after the receivers were stopped: the one input of planning.
 *
 * <p>It has a text form ({@link TopologyText}), which stands in the journal and in tests.
 *
 * @param source the failed source
 * @param gtid whether replicas can follow by GTID
 * @param replicas the replicas that answer, in the order of the configuration
 * @param unreachable the servers that do not answer, in the order of the configuration
 * @param binlogServers which hold a copy of the failed source's log from where the replica that has least stops
 * @param donor whose relay logs serve those who are behind; empty if nobody is behind or no relay log serves anybody
 * @param formers servers that were promoted in place of the source and are gone since, in that order
 */
public record Topology(
        FailedSource source,
        boolean gtid,
        List<Replica> replicas,
        List<ServerId> unreachable,
        List<ServerId> binlogServers,
        Optional<Donor> donor,
        List<FormerSource> formers) {
    /**
     * A most advanced replica whose relay logs are used.
     *
     * @param from how far back they go without a hole, as far as anybody needs them
     */
    public record Donor(ServerId id, BinlogPosition from) {}

    public Topology {
        replicas = List.copyOf(replicas);
        unreachable = List.copyOf(unreachable);
        binlogServers = List.copyOf(binlogServers);
        formers = List.copyOf(formers);
    }

    /** Without servers that were promoted before. */
    public Topology(
            FailedSource source,
            boolean gtid,
            List<Replica> replicas,
            List<ServerId> unreachable,
            List<ServerId> binlogServers,
            Optional<Donor> donor) {
        this(source, gtid, replicas, unreachable, binlogServers, donor, List.of());
    }

    /** The same after other servers were promoted in vain. */
    public Topology after(List<FormerSource> others) {
        return new Topology(source, gtid, replicas, unreachable, binlogServers, donor, others);
    }

    /** The same with more known of the failed source. */
    public Topology with(FailedSource known) {
        return new Topology(known, gtid, replicas, unreachable, binlogServers, donor, formers);
    }

    /** The last of those who were promoted before whose own transactions can be had: it had those of the ones before. */
    public Optional<FormerSource> heritage() {
        return formers.stream().filter(former -> former.transactions() > 0).reduce((earlier, later) -> later);
    }

    /** Without binlog servers. */
    public Topology(
            FailedSource source,
            boolean gtid,
            List<Replica> replicas,
            List<ServerId> unreachable,
            Optional<Donor> donor) {
        this(source, gtid, replicas, unreachable, List.of(), donor);
    }

    /** Whether the failed source's log is to be had, from its own host or as a copy. */
    public boolean hasBinlog() {
        return source.hostAnswers() || !binlogServers.isEmpty();
    }

    /** The first in configuration order of the replicas that received most; empty without replicas. */
    public Optional<Replica> mostAdvanced() {
        return replicas.stream().max(Comparator.comparing(Replica::received).thenComparing(firstInOrder()));
    }

    /** Whether a replica has received as much as any other. */
    public boolean isMostAdvanced(Replica replica) {
        return mostAdvanced().isPresent()
                && replica.received().compareTo(mostAdvanced().get().received()) == 0;
    }

    /** The same for a plan that does without the failed source's binary log, as if its host were gone. */
    public Topology withoutSource() {
        FailedSource gone = source.with(false, source.witness(), source.disk());
        return new Topology(gone, gtid, replicas, unreachable, List.of(), donor, formers);
    }

    /** The same while replicas go on receiving: sets that were read at different moments cannot be compared. */
    public Topology withoutSets() {
        return new Topology(
                source,
                gtid,
                replicas.stream().map(Replica::withoutSet).toList(),
                unreachable,
                binlogServers,
                donor,
                formers);
    }

    public Optional<Replica> replica(ServerId id) {
        return replicas.stream().filter(r -> r.id().equals(id)).findFirst();
    }

    /** Where a replica stands in the configuration's order, from 0. */
    public int place(Replica replica) {
        return replicas.stream().map(Replica::id).toList().indexOf(replica.id());
    }

    private Comparator<Replica> firstInOrder() {
        return Comparator.comparing(r -> -place(r));
    }
}
