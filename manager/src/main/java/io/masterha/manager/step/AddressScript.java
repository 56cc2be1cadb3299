package io.masterha.manager.step;

import io.masterha.binlog.Problem;
import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.HookOutcome;
import io.masterha.manager.port.Hooks;

/** What the exit code of {@code master_ip_online_change_script} means. */
final class AddressScript {
    private static final int PROCEED = 10;

    private AddressScript() {}

    /** How the script ended, if it went on. */
    static HookOutcome end(Hooks hooks, AddressArrival first) {
        return first.goesOn() ? hooks.endOfArrival().orElse(first.outcome()) : first.outcome();
    }

    /**
     * 0 is done, 10 means go on.
     *
     * @return one clause for the operator
     * @throws Problem for every other code
     */
    static String heed(String command, HookOutcome outcome) {
        return switch (outcome.kind()) {
            case NOT_CONFIGURED -> "no script is configured";
            case DONE -> "the script says done";
            case OTHER -> {
                if (outcome.exitCode() == PROCEED) {
                    yield "the script exited 10: go on";
                }
                throw Problem.of(
                                StepError.HOOK_REFUSED,
                                "master_ip_online_change_script --command=" + command + " failed")
                        .why(outcome.detail())
                        .next("mend the script or its cause, then switch again");
            }
        };
    }
}
