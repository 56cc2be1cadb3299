package io.masterha.manager.life;

import io.masterha.manager.port.BinlogMark;
import io.masterha.manager.port.Following;
import io.masterha.manager.port.Readiness;
import io.masterha.manager.port.ReplicationAccount;
import io.masterha.manager.port.ServerHistory;
import io.masterha.manager.port.ServerSession;
import io.masterha.manager.port.ServerStatus;
import io.masterha.manager.port.SourceTraits;
import io.masterha.manager.port.WriteControl;
import java.time.Duration;
import java.util.List;

/** A session that nobody expects to be used; a fake overrides what its operation asks for. */
abstract class UnaskedSession implements ServerSession {
    @Override
    public ServerStatus status() {
        throw new AssertionError("nobody asks this here: status");
    }

    @Override
    public boolean hasAppliedAll() {
        throw new AssertionError("nobody asks this here: hasAppliedAll");
    }

    @Override
    public BinlogMark mark() {
        throw new AssertionError("nobody asks this here: mark");
    }

    @Override
    public SourceTraits traits() {
        throw new AssertionError("nobody asks this here: traits");
    }

    @Override
    public ServerHistory history() {
        throw new AssertionError("nobody asks this here: history");
    }

    @Override
    public Readiness readiness() {
        throw new AssertionError("nobody asks this here: readiness");
    }

    @Override
    public ReplicationAccount replicationAccount(String usual) {
        throw new AssertionError("nobody asks this here: replicationAccount");
    }

    @Override
    public ServerStatus stopReceiver(Duration limit) {
        throw new AssertionError("nobody asks this here: stopReceiver");
    }

    @Override
    public boolean awaitExecuted(BinlogMark end, Duration limit) {
        throw new AssertionError("nobody asks this here: awaitExecuted");
    }

    @Override
    public void startApplier() {
        throw new AssertionError("nobody asks this here: startApplier");
    }

    @Override
    public void startReplication() {
        throw new AssertionError("nobody asks this here: startReplication");
    }

    @Override
    public void stopApplier(Duration limit) {
        throw new AssertionError("nobody asks this here: stopApplier");
    }

    @Override
    public void stopReplication(Duration limit) {
        throw new AssertionError("nobody asks this here: stopReplication");
    }

    @Override
    public void follow(Following following, Duration limit) {
        throw new AssertionError("nobody asks this here: follow");
    }

    @Override
    public String howToFollow(Following following) {
        throw new AssertionError("nobody asks this here: howToFollow");
    }

    @Override
    public String howToStart() {
        throw new AssertionError("nobody asks this here: howToStart");
    }

    @Override
    public void forgetSource() {
        throw new AssertionError("nobody asks this here: forgetSource");
    }

    @Override
    public void setWritable(boolean writable) {
        throw new AssertionError("nobody asks this here: setWritable");
    }

    @Override
    public WriteControl writes() {
        throw new AssertionError("nobody asks this here: writes");
    }

    @Override
    public void forgetHistory(List<String> statements) {
        throw new AssertionError("nobody asks this here: forgetHistory");
    }

    @Override
    public void setServerId(long serverId) {
        throw new AssertionError("nobody asks this here: setServerId");
    }

    @Override
    public void setRelayLogPurge(boolean purge) {
        throw new AssertionError("nobody asks this here: setRelayLogPurge");
    }

    @Override
    public boolean lock(String name, Duration wait) {
        throw new AssertionError("nobody asks this here: lock");
    }

    @Override
    public boolean holdsLock(String name) {
        throw new AssertionError("nobody asks this here: holdsLock");
    }

    @Override
    public void unlock(String name) {
        throw new AssertionError("nobody asks this here: unlock");
    }
}
