package io.masterha.manager.cli.start;

import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** The log of {@code log_level=warning} and above: what the operator should look at, and the report of a failover. */
final class OnlyWarnings implements Story {
    private final Story story;

    OnlyWarnings(Story story) {
        this.story = story;
    }

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        if (word.equals("report")) {
            story.tell(word, server, sentence);
        }
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        story.warn(word, server, sentence);
    }
}
