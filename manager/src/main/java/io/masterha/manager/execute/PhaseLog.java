package io.masterha.manager.execute;

import io.masterha.manager.plan.Phase;
import io.masterha.manager.port.Story;
import java.util.Optional;

/** Says in the log where the phases of a failover begin and end, with MHA's titles: runbooks grep for them. */
public final class PhaseLog {
    private final Story story;
    private Optional<Phase> whole = Optional.empty();
    private String last = "";

    PhaseLog(Story story) {
        this.story = story;
    }

    /** Says that a phase begins, and that the one before ended, unless that was said already. */
    public void enter(Phase phase) {
        if (!whole.map(Phase::beginning).equals(Optional.of(phase.whole().beginning()))) {
            end();
            whole = Optional.of(phase.whole());
            say(phase.whole(), phase.whole().beginning());
        }
        if (!phase.beginning().equals(last)) {
            say(phase, phase.beginning());
        }
    }

    /** Says that the last phase ended. */
    public void end() {
        whole.ifPresent(phase -> say(phase, phase.end()));
        whole = Optional.empty();
    }

    private void say(Phase phase, String line) {
        story.tell(phase.number(), Optional.empty(), line);
        last = line;
    }
}
