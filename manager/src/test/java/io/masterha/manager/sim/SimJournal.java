package io.masterha.manager.sim;

import io.masterha.manager.port.JournalStore;
import java.util.List;

/** A journal of which each line is an effect: the manager may be killed before it and after it. */
record SimJournal(Killer killer, List<String> kept) implements JournalStore {
    @Override
    public void append(String line) {
        killer.before("journal " + line);
        kept.add(line);
        killer.after("journal");
    }

    @Override
    public List<String> lines() {
        return List.copyOf(kept);
    }

    @Override
    public String location() {
        return "simulated journal";
    }
}
