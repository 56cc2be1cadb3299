package io.masterha.node.apply;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.SavedLog;
import java.util.List;

/** How a replica is made to take the given logs; its own relay logs come first in every way. */
sealed interface Feed permits AppendToRelayLogs, ReplaceRelayLogs {
    /** Puts in front of the given logs what the replica has received and would have to receive again; and how far it is there. */
    Executed join(List<SavedLog> given);

    /** From where on the virtual source has to send; known after {@link #join}. */
    BinlogPosition from();

    /** Points the replica at the virtual source. */
    void follow(int port, String user);

    /**
     * After a failure, before the former settings come back and the relay logs with that are purged: keeps what is
     * received and not executed, for the next run.
     */
    void keepUnexecuted();
}
