package io.masterha.manager.app.check;

import io.masterha.manager.plan.LossPolicy;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.stream.Collectors;

/** Logs that are encrypted cannot be read behind the server's back, which is what a failover does. */
final class EncryptionCheck implements Check {
    private final boolean savesBinlog;
    private final LossPolicy policy;

    /**
     * @param savesBinlog whether a failover would save the failed source's log
     * @param policy whether it may do without
     */
    EncryptionCheck(boolean savesBinlog, LossPolicy policy) {
        this.savesBinlog = savesBinlog;
        this.policy = policy;
    }

    @Override
    public void look(Seen seen, Found found) {
        List<ServerId> encrypted =
                seen.statuses().keySet().stream().filter(seen::isEncrypted).toList();
        if (encrypted.isEmpty()) {
            return;
        }
        String names = encrypted.stream().map(ServerId::toString).collect(Collectors.joining(", "));
        String what = "binary and relay logs are encrypted on " + names;
        if (savesBinlog && policy == LossPolicy.REFUSE) {
            found.problem(
                    what,
                    "what only the failed source's disk has could not be read, and with loss=refuse a failover would stop at that",
                    "switch it off (binlog_encryption=OFF, in MariaDB encrypt_binlog=OFF) and rotate the logs; or use"
                            + " semi-synchronous replication and start with --skip_save_master_binlog");
        } else {
            found.warn(what + ": what only the failed source's disk has will be lost");
        }
    }
}
