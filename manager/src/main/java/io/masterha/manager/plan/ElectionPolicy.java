package io.masterha.manager.plan;

import io.masterha.manager.topology.ServerId;
import java.util.Optional;

/**
 * What the operator says about choosing the new source.
 *
 * @param mostAdvancedFirst {@code latest_priority}: a most advanced replica goes before others of the same rank
 * @param forced {@code --new_master_host}: this server or none
 */
public record ElectionPolicy(boolean mostAdvancedFirst, Optional<ServerId> forced) {
    public static final ElectionPolicy USUAL = new ElectionPolicy(true, Optional.empty());
}
