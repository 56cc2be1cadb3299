package io.masterha.manager.app.check;

/** One thing that a failover will depend on, looked at before it is needed. */
@FunctionalInterface
public interface Check {
    /** Looks and says what it found; changes nothing. */
    void look(Seen seen, Found found);
}
