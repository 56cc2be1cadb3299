package io.masterha.manager.app.failover;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.app.Inspector;
import io.masterha.manager.app.World;
import io.masterha.manager.app.fence.FenceGate;
import io.masterha.manager.plan.QuorumPolicy;
import io.masterha.manager.plan.QuorumTable;
import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.Member;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands before the fence: a manager that sees too little of the cluster touches nothing of it. */
final class QuorumGate {
    private final World world;
    private final Cluster cluster;
    private final QuorumPolicy policy;

    QuorumGate(World world, Cluster cluster, QuorumPolicy policy) {
        this.world = world;
        this.cluster = cluster;
        this.policy = policy;
    }

    /**
     * Looks once more at the source's host where few replicas answer, and tells what was found.
     *
     * @param others the servers that the failover has to do with
     * @return the decision, in words
     * @throws Problem if that is too little
     */
    String require(ServerId source, List<ServerId> others, Map<ServerId, Inspector.Reading> readings) {
        List<ServerId> silent = new ArrayList<>();
        int counted = 0;
        for (ServerId id : others) {
            boolean answers = Optional.ofNullable(readings.get(id))
                    .flatMap(Inspector.Reading::status)
                    .flatMap(ServerStatus::replication)
                    .isPresent();
            if (counts(id, answers)) {
                counted++;
                if (!answers) {
                    silent.add(id);
                }
            }
        }
        int asked = counted - silent.size();
        boolean isHalf = new QuorumTable.View(asked, counted, false).isHalf();
        QuorumTable.Row row =
                QuorumTable.judge(new QuorumTable.View(asked, counted, !isHalf && reachesHost(source)), policy);
        String seen = asked + " of " + counted + " replicas answer" + (silent.isEmpty() ? "" : ", not " + silent);
        if (!row.goesOn()) {
            throw Problem.of(AppError.TOO_FEW_ANSWER, source + " is not replaced: " + row.because())
                    .why(seen + "; quorum=" + policy.text() + " asks for half of them")
                    .next("look from elsewhere: if " + source
                            + " serves, mend the network of this manager; if it is dead,"
                            + " start the silent replicas or let its host answer, then "
                            + NextSteps.manager(cluster) + " --ignore_last_failover; to go on with those that answer: "
                            + FenceGate.switchDead(source, cluster) + " --quorum=none");
        }
        if (!isHalf) {
            world.story().warn("quorum", Optional.of(source), seen + ": " + row.because());
        }
        return seen + ": " + row.because();
    }

    /**
     * Who may be down says nothing by its silence, nor does a silent one that may follow another replica; unless all may,
     * as the defaults of the configuration say.
     */
    private boolean counts(ServerId id, boolean answers) {
        boolean mayAll = cluster.members().stream().allMatch(Member::multiTier);
        return cluster.member(id)
                .filter(member -> !member.ignoreFail())
                .filter(member -> answers || mayAll || !member.multiTier())
                .isPresent();
    }

    private boolean reachesHost(ServerId source) {
        return world.hosts().look(source, world.limits().sshLook()).kind() != HostSight.Kind.NO_ANSWER;
    }
}
