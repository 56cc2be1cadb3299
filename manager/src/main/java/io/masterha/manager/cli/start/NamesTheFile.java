package io.masterha.manager.cli.start;

import io.masterha.manager.port.Story;
import io.masterha.manager.topology.ServerId;
import java.nio.file.Path;
import java.util.Optional;

/** Whatever is told names the configuration file: {@code --conf=FILE} in a command becomes what the operator types. */
public final class NamesTheFile implements Story {
    private final Story story;
    private final Path file;

    NamesTheFile(Story story, Path file) {
        this.story = story;
        this.file = file;
    }

    /** @param file empty if none was given */
    public static String in(String sentence, Optional<Path> file) {
        return file.map(name -> sentence.replace("--conf=FILE", "--conf=" + name.toAbsolutePath()))
                .orElse(sentence);
    }

    @Override
    public void tell(String word, Optional<ServerId> server, String sentence) {
        story.tell(word, server, in(sentence, Optional.of(file)));
    }

    @Override
    public void warn(String word, Optional<ServerId> server, String sentence) {
        story.warn(word, server, in(sentence, Optional.of(file)));
    }
}
