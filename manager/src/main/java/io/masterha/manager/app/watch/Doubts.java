package io.masterha.manager.app.watch;

import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Of a watch beside a failover only this is told: that the server is in doubt, and how the doubt ends. */
final class Doubts implements Story {
    private final Story story;
    private boolean isInDoubt;

    Doubts(Story story) {
        this.story = story;
    }

    @Override
    public synchronized void tell(String word, Optional<ServerId> server, String sentence) {
        if (isInDoubt && word.equals("watch")) {
            isInDoubt = false;
            story.tell(word, server, sentence);
        }
    }

    @Override
    public synchronized void warn(String word, Optional<ServerId> server, String sentence) {
        if (word.equals("watch")) {
            isInDoubt = true;
            story.warn(word, server, sentence);
        }
    }
}
