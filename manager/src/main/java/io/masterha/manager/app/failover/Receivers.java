package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.FailoverLocks;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.port.ReplicationStatus;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Takes the replicas into a failover: locked and with a stopped receiver, else what they have received is not known. */
final class Receivers {
    private final World world;
    private final Inspector inspector;
    private final FailoverLocks locks;
    private final Map<ServerId, Problem> unlocked =
            new ConcurrentSkipListMap<>(Comparator.comparing(ServerId::toString));
    private final Map<ServerId, String> silent = new ConcurrentHashMap<>();

    Receivers(World world, Inspector inspector, FailoverLocks locks) {
        this.inspector = inspector;
        this.world = world;
        this.locks = locks;
    }

    /**
     * Reads all servers but the failed source, and takes the lock on each replica of it as soon as it is read.
     * Whether it could be had is heeded by {@link #requireLocks}.
     */
    Map<ServerId, Inspector.Reading> readAndLock(ServerId failed) {
        return inspector.readAllBut(Optional.of(failed), reading -> {
            // Whoever follows somebody else may be in the hands of another failover.
            if (reading.status().isEmpty() || inspector.follows(failed, reading)) {
                locks.lock(reading.id()).ifPresent(problem -> unlocked.put(reading.id(), problem));
            }
        });
    }

    /**
     * Who did not answer is left alone until it is {@link #admit admitted}.
     *
     * @throws Problem if somebody else holds a lock
     */
    void requireLocks() {
        silent.putAll(FailoverLocks.silent(unlocked));
    }

    /** Takes the failover lock everywhere; who does not answer is left alone until it is {@link #admit admitted}. */
    void lock(List<ServerId> servers) {
        silent.putAll(locks.take(servers));
    }

    /** Who receives at the moment. */
    static List<ServerId> running(Map<ServerId, Inspector.Reading> readings) {
        return readings.values().stream()
                .filter(reading -> reading.status().filter(Receivers::receives).isPresent())
                .map(Inspector.Reading::id)
                .toList();
    }

    /**
     * Where the failed source's host is silent: a receiver that is connecting to it would stop only when that has failed, after
     * slave_net_timeout (60 s) at the longest. Its host can end the attempt at once, beside the order to stop.
     */
    void endConnecting(ServerId id) {
        try {
            world.servers()
                    .session(id)
                    .status()
                    .replication()
                    .filter(r -> r.receiver() == ReplicationStatus.Receiver.CONNECTING)
                    .ifPresent(r -> world.workers()
                            .beside(() -> world.hosts().endConnecting(id, r.sourceHost(), r.sourcePort())));
        } catch (Problem unknown) {
            world.story().warn("fence", Optional.of(id), "what its receiver does is not known: " + unknown.sentence());
        }
    }

    /** Stops a receiver, if its server is locked, and reads the server behind that; never throws. */
    Inspector.Reading stop(ServerId id) {
        return stop(id, world.limits().stopReceiver());
    }

    private Inspector.Reading stop(ServerId id, Duration limit) {
        if (!silent.containsKey(id)) {
            try {
                ServerStatus status = world.servers().session(id).stopReceiver(limit);
                return new Inspector.Reading(id, Optional.of(status), Optional.empty());
            } catch (Problem problem) {
                world.story().warn("fence", Optional.of(id), "its receiver did not stop: " + problem.sentence());
                silent.put(id, problem.sentence());
            }
        }
        return inspector.read(id);
    }

    /**
     * The readings that planning may rely on. A server that answers, but was not locked or still receives, is asked once
     * more; if that does not help, it may hold what nobody else has, or receive more than was read.
     *
     * @throws Problem if such a server is not one that a failover may go on without
     */
    void admit(List<Member> members, Map<ServerId, Inspector.Reading> readings) {
        for (Member member : members) {
            ServerId id = member.id();
            Optional<ServerStatus> status =
                    Optional.ofNullable(readings.get(id)).flatMap(Inspector.Reading::status);
            boolean isUnsure = status.isPresent() && (silent.containsKey(id) || receives(status.get()));
            if (!isUnsure) {
                continue;
            }
            silent.remove(id);
            silent.putAll(locks.take(List.of(id)));
            Inspector.Reading again = stop(id, patience(id, status.get()));
            boolean isStopped = !silent.containsKey(id)
                    && again.status().filter(s -> !receives(s)).isPresent();
            if (!isStopped && !member.ignoreFail()) {
                throw Problem.of(AppError.TOPOLOGY_UNSUITABLE, id + " answers, but its receiver could not be stopped")
                        .why(silent.getOrDefault(id, "somebody started it again")
                                + "; it may hold what nobody else has received")
                        .next("stop its receiver or shut it down, or mark it ignore_fail=1, then "
                                + "masterha-manager --conf=FILE --ignore_last_failover");
            }
            Optional<ServerStatus> admitted = isStopped ? again.status() : Optional.empty();
            readings.put(id, new Inspector.Reading(id, admitted, again.problem()));
        }
    }

    /**
     * A receiver that is connecting to a host that is gone stops when that attempt has ended: no server can end it earlier, and
     * its host could not either (that takes root and ss of iproute2).
     */
    private Duration patience(ServerId id, ServerStatus status) {
        boolean isConnecting = status.replication()
                .filter(r -> r.receiver() == ReplicationStatus.Receiver.CONNECTING)
                .isPresent();
        if (!isConnecting) {
            return world.limits().stopReceiver();
        }
        Duration limit = world.limits().follow();
        world.story()
                .warn(
                        "fence",
                        Optional.of(id),
                        "its receiver is connecting and stops when that has failed; waiting for up to "
                                + limit.toSeconds() + " s");
        return limit;
    }

    private static boolean receives(ServerStatus status) {
        return status.replication()
                .filter(r -> r.receiver() != ReplicationStatus.Receiver.STOPPED)
                .isPresent();
    }

    /**
     * Lets replicas receive from the old source again.
     *
     * @param ran who received before the failover began
     * @return the problem that stopped the failover; it says what is left to do
     */
    Problem startAgain(List<ServerId> ran, Problem stopped) {
        if (ran.isEmpty()) {
            return stopped;
        }
        List<String> left = new ArrayList<>();
        for (ServerId id : ran) {
            try {
                world.servers().session(id).startReplication();
            } catch (Problem problem) {
                world.story().warn("undo", Optional.of(id), "not started again: " + problem.sentence());
                left.add(NextSteps.start(world, id));
            }
        }
        return left.isEmpty()
                ? stopped.changed("the receivers of the replicas were stopped and started again")
                : stopped.changed("receivers were stopped; left to do: " + String.join(", ", left));
    }
}
