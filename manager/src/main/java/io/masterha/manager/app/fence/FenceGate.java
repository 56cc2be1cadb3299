package io.masterha.manager.app.fence;

import io.masterha.binlog.Problem;
import io.masterha.manager.app.AppError;
import io.masterha.manager.app.Cluster;
import io.masterha.manager.plan.Safety;
import io.masterha.manager.port.Story;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Nothing is changed behind the fence unless the certificate is as strong as the operator asks for. */
public final class FenceGate {
    private FenceGate() {}

    /**
     * Tells what was proved.
     *
     * @throws Problem if that is too little: with the command for an operator who knows more
     */
    public static void require(FenceCertificate certificate, Safety safety, Cluster cluster, Story story) {
        ServerId failed = certificate.server();
        String evidence = String.join("; ", certificate.evidence());
        if (!certificate.reaches(safety.fence().demanded())) {
            throw Problem.of(AppError.FENCE_TOO_WEAK, failed + " may still take writes, so no other server is opened")
                    .why("fence=strict asks for a proof; what there is (" + certificate.strength() + "): " + evidence)
                    .next("make sure that it is down and stays down, then say how you did: " + command(failed, cluster)
                            + "; or let shutdown_script do it next time");
        }
        if (certificate.strength() == Strength.NONE) {
            story.warn("fence", Optional.of(failed), "nothing proves that it cannot be written to: " + evidence);
        } else {
            story.tell("fence", Optional.of(failed), certificate.strength() + ": " + evidence);
        }
    }

    /** What an operator types who can vouch for the failed source. */
    public static String command(ServerId failed, Cluster cluster) {
        return switchDead(failed, cluster) + " --accept_fence=\"what you did, and who you are\"";
    }

    /** A failover by hand, to which the words of the operator are added. */
    public static String switchDead(ServerId failed, Cluster cluster) {
        String port = failed.hasUsualPort() ? "" : " --dead_master_port=" + failed.port();
        return cluster.named("masterha-switch --master_state=dead --conf=FILE")
                + " --dead_master_host=" + failed.host() + port
                + " --ignore_last_failover";
    }
}
