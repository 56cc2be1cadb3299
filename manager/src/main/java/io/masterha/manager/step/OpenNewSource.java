package io.masterha.manager.step;

import io.masterha.manager.port.ServerSession;
import io.masterha.manager.topology.FenceCertificate;
import io.masterha.manager.topology.ServerId;

/** Opens the new source for writes: the point of no return. The old source is certified in the same breath. */
public record OpenNewSource(ServerId server, ServerId oldSource, boolean lockTables) implements Step {
    @Override
    public String title() {
        return "open " + server + " for writes";
    }

    @Override
    public boolean isDone(StepContext context) {
        return false;
    }

    @Override
    public String run(StepContext context) {
        context.requireInCharge(server);
        FenceCertificate certificate = StandsStill.certify(context, oldSource, lockTables);
        context.facts().put(Facts.OPENED, certificate.toString());
        ServerSession session = context.server(server);
        session.setWritable(true);
        return "writable; " + certificate;
    }
}
