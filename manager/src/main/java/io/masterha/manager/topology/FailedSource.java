package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import java.util.Optional;

/**
 * The source that is being replaced.
 *
 * @param id its name
 * @param serverId its {@code server_id}
 * @param hostAnswers whether its host answers over SSH, so that its binary log can be saved
 * @param seen the end of its binary log at the last look before it died: the witnessed floor; empty if it was never seen
 */
public record FailedSource(ServerId id, long serverId, boolean hostAnswers, Optional<BinlogPosition> seen) {}
