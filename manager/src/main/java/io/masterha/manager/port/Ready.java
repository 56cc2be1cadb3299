package io.masterha.manager.port;

/** Nobody looks after what waits on the hosts any more once this is closed; what waits there goes on waiting. */
public interface Ready extends AutoCloseable {
    @Override
    void close();
}
