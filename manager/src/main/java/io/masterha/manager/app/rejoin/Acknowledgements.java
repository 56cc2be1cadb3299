package io.masterha.manager.app.rejoin;

import io.masterha.manager.app.World;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.topology.AckEvidence;
import io.masterha.manager.topology.AckEvidence.SemiSync;
import io.masterha.manager.topology.ReturnVerdict;
import io.masterha.manager.topology.ServerId;
import java.time.Duration;
import java.util.Optional;

/** Collects the evidence on whether clients were told of transactions that only one server has. */
final class Acknowledgements {
    private final World world;

    Acknowledgements(World world) {
        this.world = world;
    }

    AckEvidence of(ServerId server, Optional<LastChange> change, ReturnVerdict.More more) {
        Readiness readiness = world.servers().session(server).readiness();
        Duration since = change.flatMap(LastChange::at)
                .map(at -> Duration.between(at, world.time().now()))
                .orElse(Duration.ofDays(1));
        return AckEvidence.judge(
                semiSync(readiness),
                change.filter(LastChange::isFailover).map(LastChange::topology),
                more.gtids(),
                since);
    }

    private static SemiSync semiSync(Readiness readiness) {
        // The word for the source in their names depends on the server's version.
        Optional<String> enabled = readiness.variables().keySet().stream()
                .filter(name -> name.matches("rpl_semi_sync_[a-z]+_enabled") && readiness.isOn(name))
                .findFirst();
        if (enabled.isPresent()) {
            String prefix = enabled.get().substring(0, enabled.get().lastIndexOf('_') + 1);
            String millis = readiness.variable(prefix + "timeout");
            return new SemiSync(
                    true,
                    readiness.variable(prefix + "wait_point").equals("AFTER_SYNC"),
                    Duration.ofMillis(millis.matches("\\d{1,18}") ? Long.parseLong(millis) : 0));
        }
        return new SemiSync(false, false, Duration.ZERO);
    }
}
