package io.masterha.manager.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The plans of one switchover.
 *
 * @param there up to and with the opening of the new source; if a step fails, {@code back} is run
 * @param onward what follows, when there is no way back any more
 * @param force instead of {@code back}, if the new source turns out to have taken writes before it was opened by this
 *     program: its address script may open it
 * @param back undoes {@code there}, as far as it came
 */
public record SwitchoverPlans(Plan there, Plan onward, Plan force, Plan back) {
    /** All of it, as {@code --dry-run} prints it and the journal holds it. */
    public List<String> format() {
        List<String> lines = new ArrayList<>(there.format());
        lines.add("-- the point of no return --");
        lines.addAll(onward.format());
        lines.add("-- the way back, if a step before that point fails --");
        lines.addAll(back.format());
        return lines;
    }
}
