package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.FenceCertificate.Strength;
import io.masterha.manager.topology.ServerId;

/**
 * Opens the new source for writes. Its position is written down first: afterwards it moves.
 *
 * @param certificate what is proved about the failed source
 * @param demanded what must be proved; one that is open already needs no proof any more
 */
public record Promote(ServerId server, FenceCertificate certificate, Strength demanded, boolean open) implements Step {
    private static final int PROCEED = 10;

    @Override
    public String title() {
        return "promote " + server + (open ? "" : ", left read-only");
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        if (context.facts().position(Facts.appliedAt(server)).isEmpty()) {
            throw Problem.of(StepError.NOT_PROMOTABLE, server + ": it has not executed everything that it received");
        }
        ServerSession session = context.server(server);
        if (!certificate.reaches(demanded) && !session.status().writable()) {
            throw Problem.of(StepError.FENCE_TOO_WEAK, certificate.server() + " may still take writes")
                    .why("what proves that it does not: " + certificate);
        }
        if (context.facts().position(Facts.START).isEmpty()) {
            context.requireInCharge(server);
            session.stopReplication(context.limits().stopReceiver());
            ServerStatus status = session.status();
            context.facts().put(Facts.serverIdOf(server), Long.toString(status.serverId()));
            context.facts()
                    .put(
                            Facts.traitsOf(server),
                            status.settings().syncBinlog() + " "
                                    + context.time().now().toEpochMilli() + " " + status.uuid());
            // What a former source had committed is of its own history already: the others take it from there.
            context.facts()
                    .put(
                            Facts.START,
                            context.facts()
                                    .position(Facts.baseOf(server))
                                    .orElse(status.binlog().position()));
        }
        HookOutcome address = context.hooks().takeAddress(context.failedSource(), server);
        boolean refused = address.kind() == HookOutcome.Kind.OTHER && address.exitCode() != PROCEED;
        if (refused) {
            throw Problem.of(StepError.HOOK_REFUSED, server + ": master_ip_failover_script --command=start failed")
                    .why(address.detail())
                    .next("move the address by hand, then SET GLOBAL read_only=0 on " + server)
                    .changed("all logs are applied on " + server + ", it is still read-only");
        }
        if (open) {
            context.requireInCharge(server);
            session.setWritable(true);
        }
        return (open ? "writable" : "left read-only") + ", its history goes on at "
                + context.facts().position(Facts.START).orElseThrow();
    }
}
