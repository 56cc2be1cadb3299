package io.masterha.manager.port;

import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/** Tells the operator what happens, one event a line: the log is its view. */
public interface Story {
    /**
     * Tells one event.
     *
     * @param word what part of the work it belongs to, at most eight letters: watch, fence, plan, save, apply, done
     * @param server the server it is about; empty if about none
     * @param sentence what happened, with numbers and units, never a secret
     */
    void tell(String word, Optional<ServerId> server, String sentence);

    /** The same for something that the operator should look at. */
    void warn(String word, Optional<ServerId> server, String sentence);
}
