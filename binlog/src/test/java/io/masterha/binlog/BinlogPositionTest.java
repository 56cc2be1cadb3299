package io.masterha.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BinlogPositionTest {
    private static BinlogPosition at(String text) {
        return BinlogPosition.parse(text);
    }

    @Test
    void files_are_compared_by_number_also_beyond_a_million() {
        assertTrue(at("mysql-bin.1000000:4").isAfter(at("mysql-bin.999999:900000")), "as text it is before");
        assertTrue(at("mysql-bin.999999:4").isBefore(at("mysql-bin.1000000:4")));
        assertTrue(at("mysql-bin.000010:4").isAfter(at("mysql-bin.000009:4000000000")));
        assertTrue(at("mysql-bin.000009:5").isAfter(at("mysql-bin.000009:4")));
        assertEquals(0, at("mysql-bin.000009:4").compareTo(at("mysql-bin.000009:4")));
    }

    @Test
    void a_name_may_have_dots_and_colons_and_be_without_a_number() {
        assertEquals(12, at("db.example:x-bin.000012:77").fileNumber());
        assertEquals("db.example:x-bin", at("db.example:x-bin.000012:77").baseName());
        assertEquals(77, at("db.example:x-bin.000012:77").offset());
        assertEquals(0, at("mysql-bin.index:4").fileNumber());
    }
}
