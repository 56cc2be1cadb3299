package io.masterha.manager.app.check;

import io.masterha.manager.port.ScriptFinding;
import io.masterha.manager.topology.ServerId;

/** The operator's scripts are there, get their passwords safely, and answer MHA's status call with exit code 0. */
final class ScriptsCheck implements Check {
    @Override
    public void look(Seen seen, Found found) {
        seen.source().ifPresent(source -> look(seen, source, found));
    }

    /** A source that does not answer must not be kept from its failover by a script that cannot see it either. */
    private static void look(Seen seen, ServerId source, Found found) {
        boolean isSilent = seen.sourceStatus().isEmpty();
        for (ScriptFinding finding : seen.world().hooks().check(source)) {
            if (finding.isProblem() && !isSilent) {
                found.problem(
                        finding.sentence(),
                        "a failover would stop at it",
                        "mend the script; run it by hand with --command=status, which must exit with code 0");
            } else {
                found.warn(finding.sentence());
            }
        }
    }
}
