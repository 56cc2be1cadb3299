package io.masterha.manager.topology;

import io.masterha.binlog.BinlogPosition;
import java.util.Optional;

/**
 * The source that is being replaced.
 *
 * @param id its name
 * @param serverId its {@code server_id}
 * @param hostAnswers whether its host answers over SSH, so that its binary log can be saved
 * @param witness what was seen of it at the last look before it died; empty if it was never seen
 * @param disk whether its disk has all that it had logged; only of interest if its host answers
 */
public record FailedSource(ServerId id, long serverId, boolean hostAnswers, Optional<Witness> witness, DiskTrust disk) {
    /** A source of whose disk nothing bad is known. */
    public FailedSource(ServerId id, long serverId, boolean hostAnswers, Optional<Witness> witness) {
        this(id, serverId, hostAnswers, witness, DiskTrust.SYNCED);
    }

    /** The end of its binary log at the last look. */
    public Optional<BinlogPosition> seen() {
        return witness.map(Witness::position);
    }

    /** The same, with what was found out about its host. */
    public FailedSource with(boolean answers, Optional<Witness> last, DiskTrust trust) {
        return new FailedSource(id, serverId, answers, last, trust);
    }
}
