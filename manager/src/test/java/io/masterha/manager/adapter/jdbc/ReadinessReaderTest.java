package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Grants and clocks as servers print them. */
class ReadinessReaderTest {
    private static Set<String> privileges(String... lines) {
        return ReadinessReader.privileges(List.of(lines).stream()
                .map(line -> new Row(Map.of("Grants for m@%", line)))
                .toList());
    }

    @Test
    void only_global_privileges_count() {
        assertEquals(
                Set.of("RELOAD", "PROCESS", "REPLICATION CLIENT", "SYSTEM_VARIABLES_ADMIN"),
                privileges(
                        "GRANT RELOAD, PROCESS, REPLICATION CLIENT ON *.* TO `m`@`%`",
                        "GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO `m`@`%`",
                        "GRANT ALL PRIVILEGES ON `app`.* TO `m`@`%`",
                        "GRANT `role`@`%` TO `m`@`%`"));
    }

    @Test
    void all_privileges_are_all_with_password_and_grant_option() {
        assertEquals(
                Set.of("ALL PRIVILEGES"),
                privileges("GRANT ALL PRIVILEGES ON *.* TO 'm'@'%' IDENTIFIED BY PASSWORD '*0' WITH GRANT OPTION"));
    }

    @Test
    void seconds_with_a_fraction_are_an_instant() {
        assertEquals(Instant.ofEpochSecond(1790000000L, 250_000_000), ReadinessReader.instant("1790000000.250000"));
        assertEquals(Instant.ofEpochSecond(1790000000L), ReadinessReader.instant("1790000000"));
    }
}
