package io.masterha.manager.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"db1", "10.0.0.1", "2001:db8::12", "2001:db8::ab", "::1", "fe80::1%eth0", "db-1.example.com"})
    void what_it_prints_it_reads_whatever_the_host_is_called(String host) {
        for (int port : new int[] {3306, 3307, 1, 65535}) {
            ServerId id = new ServerId(host, port);
            assertEquals(id, ServerId.parse(id.toString()), id.toString());
        }
    }

    @Test
    void an_address_of_ipv6_may_be_given_without_brackets_if_it_has_no_port() {
        assertEquals(new ServerId("2001:db8::12", 3306), ServerId.parse("2001:db8::12"));
        assertEquals("[2001:db8::12]:3307", new ServerId("2001:db8::12", 3307).toString());
    }

    @Test
    void a_replica_may_write_the_ipv6_address_of_its_source_in_another_way() {
        Member member =
                new Member(new ServerId("db1", 3306), "2001:db8:0:0:0:0:0:12", PromotionRule.NEUTRAL, true, false);
        assertTrue(member.isKnownAs("2001:db8::12", 3306));
        assertTrue(member.isKnownAs("2001:DB8:0::12", 3306));
        assertTrue(member.isKnownAs("DB1", 3306));
        assertFalse(member.isKnownAs("2001:db8::13", 3306));
        assertFalse(member.isKnownAs("2001:db8::12", 3307));
        Member mapped =
                new Member(new ServerId("db2", 3306), "0:0:0:0:0:ffff:a00:1", PromotionRule.NEUTRAL, true, false);
        assertTrue(mapped.isKnownAs("::ffff:10.0.0.1", 3306));
    }
}
