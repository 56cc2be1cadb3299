package io.masterha.manager.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.manager.topology.FailedSource;
import io.masterha.manager.topology.ServerId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Ipv6JournalTest {
    @Test
    void a_failover_of_servers_named_by_ipv6_addresses_can_be_written_down_and_read_again() {
        ServerId source = new ServerId("2001:db8::ab", 3306);
        ServerId replica = new ServerId("2001:db8::12", 3306);
        MemoryJournal store = new MemoryJournal(List.of());
        store.open().begin("app", new FailedSource(source, 1, true, Optional.empty()), List.of(replica));
        Journal again = store.open();
        assertEquals(source, again.failedSource().orElseThrow().id());
        assertEquals(List.of(replica), again.receiving());
    }
}
