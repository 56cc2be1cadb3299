package io.masterha.manager.life;

import io.masterha.binlog.BinlogPosition;
import io.masterha.binlog.node.ApplyDiffReply;
import io.masterha.binlog.node.RewindRowsReply;
import io.masterha.binlog.node.SavedLog;
import io.masterha.manager.port.NodeTools;
import io.masterha.manager.port.OwnTransactions;
import io.masterha.manager.port.Ready;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;

/** Node commands that nobody expects to be run; a fake overrides what its operation asks for. */
abstract class UnaskedNodes implements NodeTools {
    @Override
    public String prepare(ServerId host) {
        throw new AssertionError("nobody asks this here: prepare");
    }

    @Override
    public Ready keepReady(List<ServerId> hosts, boolean warmed) {
        throw new AssertionError("nobody asks this here: keepReady");
    }

    @Override
    public SavedLog saveBinlog(ServerId host, BinlogPosition from) {
        throw new AssertionError("nobody asks this here: saveBinlog");
    }

    @Override
    public SavedLog fetchBinlog(ServerId host, BinlogPosition from) {
        throw new AssertionError("nobody asks this here: fetchBinlog");
    }

    @Override
    public SavedLog readBinlog(ServerId host, BinlogPosition from) {
        throw new AssertionError("nobody asks this here: readBinlog");
    }

    @Override
    public Optional<String> binlogElsewhere(ServerId host) {
        throw new AssertionError("nobody asks this here: binlogElsewhere");
    }

    @Override
    public SavedLog saveCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        throw new AssertionError("nobody asks this here: saveCopy");
    }

    @Override
    public SavedLog readCopy(ServerId binlogServer, BinlogPosition from, long serverId) {
        throw new AssertionError("nobody asks this here: readCopy");
    }

    @Override
    public boolean hasRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        throw new AssertionError("nobody asks this here: hasRelayLog");
    }

    @Override
    public SavedLog saveRelayLog(ServerId host, BinlogPosition from, BinlogPosition to) {
        throw new AssertionError("nobody asks this here: saveRelayLog");
    }

    @Override
    public SavedLog send(SavedLog log, ServerId from, ServerId to) {
        throw new AssertionError("nobody asks this here: send");
    }

    @Override
    public ApplyDiffReply apply(ServerId host, long sourceServerId, List<SavedLog> logs) {
        throw new AssertionError("nobody asks this here: apply");
    }

    @Override
    public SavedLog saveOwn(ServerId host, OwnTransactions own, String name) {
        throw new AssertionError("nobody asks this here: saveOwn");
    }

    @Override
    public RewindRowsReply rewind(ServerId host, OwnTransactions own, String name, boolean dryRun) {
        throw new AssertionError("nobody asks this here: rewind");
    }
}
