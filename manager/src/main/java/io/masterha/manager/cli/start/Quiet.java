package io.masterha.manager.cli.start;

import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** A story for commands whose output is a verdict: warnings only, on standard error. */
public final class Quiet implements Story {
    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        // the verdict is the output
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        System.err.println("WARNING " + server.map(id -> id + ": ").orElse("") + sentence);
    }
}
