package io.masterha.manager;

import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A story that remembers its sentences, for tests. */
public final class Remembered implements Story {
    public final List<String> sentences = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        sentences.add(sentence);
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        sentences.add(sentence);
    }
}
