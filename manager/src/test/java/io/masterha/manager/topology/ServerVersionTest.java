package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "5.6.51-log, mysql-5.6.51",
        "8.0.35-0ubuntu0.22.04.1, mysql-8.0.35",
        "8.0.36-28, mysql-8.0.36",
        "9.7.4, mysql-9.7.4",
        "10.11.6-MariaDB-0+deb12u1-log, mariadb-10.11.6",
        "11.8.2-MariaDB-ubu2404, mariadb-11.8.2",
        "8.0.34-commercial-debug, mysql-8.0.34"
    })
    void whatever_packagers_put_behind_the_numbers_is_left_out(String text, String meant) {
        assertEquals(meant, ServerVersion.parse(text).toString());
    }

    @Test
    void versions_are_compared_by_number() {
        ServerVersion ten = ServerVersion.parse("8.0.10");
        assertTrue(ten.isAtLeast(8, 0, 9));
        assertFalse(ten.isAtLeast(8, 0, 22));
        assertTrue(ServerVersion.parse("10.11.6-MariaDB").compareTo(ServerVersion.parse("10.2.40-MariaDB")) > 0);
        assertTrue(ten.isSameSeriesAs(ServerVersion.parse("8.0.46")));
        assertFalse(ten.isSameSeriesAs(ServerVersion.parse("10.8.0-MariaDB")));
    }
}
