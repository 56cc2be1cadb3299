package io.masterha.manager.app;

import io.masterha.manager.execute.Workers;
import io.masterha.manager.port.Hooks;
import io.masterha.manager.port.Hosts;
import io.masterha.manager.port.JournalStore;
import io.masterha.manager.port.Limits;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.Servers;
import io.masterha.manager.port.Story;
import io.masterha.manager.port.Time;

/** Everything outside the deciding code that an operation may use. */
public record World(
        Servers servers,
        Hosts hosts,
        NodeTools nodes,
        Hooks hooks,
        JournalStore journalStore,
        Story story,
        Time time,
        Limits limits,
        Workers workers) {
    public World telling(Story other) {
        return new World(servers, hosts, nodes, hooks, journalStore, other, time, limits, workers);
    }

    public World within(Limits others) {
        return new World(servers, hosts, nodes, hooks, journalStore, story, time, others, workers);
    }
}
