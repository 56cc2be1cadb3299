package io.masterha.manager.port;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What only the check before watching asks of a server: rights, clock, and settings beyond {@link ServerSettings}.
 *
 * @param account the manager's account as the server matched it, for example {@code masterha@10.0.0.%}
 * @param privileges its global privileges in upper case as the server names them; {@code ALL PRIVILEGES} for all
 * @param unreadable what a failover has to read there and this account may not, with the server's words; empty if nothing
 * @param clockAhead how far the server's clock is ahead of the manager's, negative if it is behind
 * @param clockDoubt how wrong that may be: half of the time that the question took
 * @param variables global variables by lower-case name; a server leaves out those that it does not know
 */
public record Readiness(
        String account,
        Set<String> privileges,
        List<String> unreadable,
        Duration clockAhead,
        Duration clockDoubt,
        Map<String, String> variables) {
    public Readiness {
        privileges = Set.copyOf(privileges);
        unreadable = List.copyOf(unreadable);
        variables = Map.copyOf(variables);
    }

    /** A variable's value in upper case; empty text if the server does not know it. */
    public String variable(String name) {
        return variables.getOrDefault(name, "").toUpperCase(java.util.Locale.ROOT);
    }

    /** Whether a variable says yes. */
    public boolean isOn(String name) {
        return variable(name).equals("ON") || variable(name).equals("1");
    }
}
