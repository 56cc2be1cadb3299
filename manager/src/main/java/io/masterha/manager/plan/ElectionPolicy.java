package io.masterha.manager.plan;

import io.masterha.manager.topology.ServerId;
import java.util.Locale;
import java.util.Optional;

/**
 * What the operator says about choosing the new source.
 *
 * @param kind by whose rules it is chosen
 * @param forced {@code --new_master_host}: this server or none
 */
public record ElectionPolicy(Kind kind, Optional<ServerId> forced) {
    public static final ElectionPolicy USUAL = new ElectionPolicy(Kind.MHA, Optional.empty());

    /** The key {@code election}. */
    public enum Kind {
        /** The server that MHA would have chosen. */
        MHA,
        /** The server that received most and has least left to execute. */
        DOMINANCE;

        /** As it stands in a configuration file. */
        public static Kind named(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
