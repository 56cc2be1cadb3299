package io.masterha.manager.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** master_ip_failover and master_ip_online_change move an address, and never to a second holder. */
class VirtualAddressTest extends SampleScript {
    private static final List<String> MOVE = List.of(
            "--orig_master_host=db1",
            "--orig_master_ip=10.0.0.1",
            "--orig_master_ssh_user=a",
            "--new_master_host=db2",
            "--new_master_ip=10.0.0.2",
            "--new_master_ssh_user=b",
            "--orig_master_is_new_slave",
            "--orig_master_password_file=/none");
    private static final List<String> FAILOVER =
            List.of("--orig_master_host=db1", "--orig_master_ip=10.0.0.1", "--orig_master_port=3306");
    private static final List<String> START = List.of(
            "--command=start",
            "--ssh_user=mha",
            "--orig_master_host=db1",
            "--orig_master_ip=10.0.0.1",
            "--new_master_host=db2",
            "--new_master_ip=10.0.0.2",
            "--new_master_port=3306",
            "--new_master_ssh_port=2222",
            "--new_master_user=root",
            "--new_master_password='; touch /tmp/never; '",
            "--ssh_options=-i '/tmp/a key' -o A=b");

    @Test
    void start_looks_for_another_holder_then_takes_the_address_and_tells_the_neighbours() throws Exception {
        addresses("eth3 10.0.0.2/24\n");
        assertEquals(0, run("master_ip_failover", START), printed::toString);
        assertEquals("-q -U -c 3 -I eth3 10.0.0.100", announced());
        assertTrue(
                calls().startsWith("ssh -o BatchMode=yes -o ConnectTimeout=5 -i /tmp/a key -o A=b -p 2222"
                        + " mha@10.0.0.2 exec /bin/sh -s -- "),
                calls());
        int probe = calls().indexOf("arping -q -D -c 1 -I eth3 10.0.0.100");
        int taken = calls().indexOf("ip addr add 10.0.0.100/24 dev eth3");
        assertTrue(probe > 0 && taken > probe, calls());
        assertEquals(List.of("10.0.0.100 is on eth3 now"), printed);
        assertFalse(Files.exists(Path.of("/tmp/never")));
        assertFalse(calls().contains("never"), "no password on another command line: " + calls());
        assertEquals("eth3 10.0.0.2/24\neth3 10.0.0.100/24\n", text("addresses"));
    }

    @Test
    void an_address_that_another_host_answers_for_is_not_taken() throws Exception {
        addresses("eth3 10.0.0.2/24\n");
        Files.createFile(home.resolve("taken"));
        assertEquals(1, run("master_ip_failover", START));
        assertTrue(printed.get(0).contains("10.0.0.100 is in use by another host"), printed::toString);
        assertEquals("eth3 10.0.0.2/24\n", text("addresses"));
    }

    @Test
    void start_again_changes_nothing() throws Exception {
        addresses("eth3 10.0.0.2/24\neth4 10.0.0.100/24\n");
        assertEquals(0, run("master_ip_failover", START), printed::toString);
        assertEquals(List.of("10.0.0.100 is on eth4 of this host already"), printed);
        assertEquals("-q -U -c 3 -I eth4 10.0.0.100", announced());
        assertFalse(calls().contains("addr add"), calls());
    }

    @Test
    void stopssh_takes_the_address_off_and_stop_says_that_it_cannot() throws Exception {
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.100/24\n");
        assertEquals(0, run("master_ip_failover", FAILOVER, "--command=stopssh", "--ssh_user=root"));
        assertEquals(List.of("10.0.0.100/24 is taken off eth0"), printed);
        assertEquals("eth0 10.0.0.1/24\n", text("addresses"));
        assertEquals(0, run("master_ip_failover", FAILOVER, "--command=stopssh", "--ssh_user=root"), "and again");
        String before = calls();
        assertEquals(10, run("master_ip_failover", FAILOVER, "--command=stop"));
        assertEquals(before, calls());
    }

    /**
     * Who had it has just let go of it, so one short look for another holder is enough; the next time it is two again. How
     * many are asked for is judged, not how many of them have come to write themselves down within their 100 ms.
     */
    @Test
    void an_address_that_the_failed_source_has_let_go_of_is_looked_for_once() throws Exception {
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.100/24\n");
        assertEquals(0, run("master_ip_failover", FAILOVER, "--command=stopssh", "--ssh_user=root"));
        addresses("eth3 10.0.0.2/24\n");
        assertEquals(0, run("master_ip_failover", START), printed::toString);
        assertTrue(calls().contains(" 10.0.0.2 1 0.05\n"), calls());
        announced();
        addresses("eth3 10.0.0.2/24\n");
        assertEquals(0, run("master_ip_failover", START), printed::toString);
        assertTrue(calls().contains(" 10.0.0.2 2 0.1\n"), calls());
        announced();
    }

    @Test
    void an_address_that_cannot_be_taken_off_is_a_failure() throws Exception {
        program(
                "ip",
                "case \"$*\" in *show*) echo '2: eth0 inet 10.0.0.100/24 scope global eth0' ;; *) exit 2 ;; esac");
        assertEquals(1, run("master_ip_failover", FAILOVER, "--command=stopssh", "--ssh_user=root"));
        assertTrue(printed.get(printed.size() - 1).endsWith("--command=stopssh failed"), printed::toString);
    }

    @Test
    void status_says_where_the_address_is_missing_and_fails_without_ssh() throws Exception {
        addresses("eth0 10.0.0.100/24\n");
        assertEquals(0, run("master_ip_failover", FAILOVER, "--command=status", "--ssh_user=root"));
        assertEquals(List.of(), printed);
        addresses("");
        assertEquals(0, run("master_ip_failover", FAILOVER, "--command=status", "--ssh_user=root"));
        assertTrue(printed.get(0).startsWith("WARNING 10.0.0.100 is not on this host"), printed::toString);
        program("ssh", "exit 255");
        assertEquals(1, run("master_ip_failover", FAILOVER, "--command=status", "--ssh_user=root"));
    }

    @Test
    void sudo_goes_before_what_needs_it_and_options_go_over_settings() throws Exception {
        program("sudo", "echo sudo \"$@\" >>$HOME/calls; shift; exec \"$@\"");
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.7/24\n");
        assertEquals(0, run("master_ip_failover", FAILOVER, "--command=stopssh", "--vip=10.0.0.7/24", "--sudo"));
        assertTrue(calls().contains("sudo -n ip addr del 10.0.0.7/24 dev eth0"), calls());
    }

    @Test
    void the_online_change_takes_the_address_from_one_and_gives_it_to_the_other() throws Exception {
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.100/24\n");
        assertEquals(0, run("master_ip_online_change", MOVE, "--command=stop"), printed::toString);
        assertTrue(calls().contains(" a@10.0.0.1 "), calls());
        addresses("eth0 10.0.0.2/24\n");
        assertEquals(0, run("master_ip_online_change", MOVE, "--command=start"), printed::toString);
        assertEquals("-q -U -c 3 -I eth0 10.0.0.100", announced());
        assertTrue(calls().contains(" b@10.0.0.2 ") && calls().contains("addr add 10.0.0.100/24 dev eth0"), calls());
    }

    /** The order matters to clients: an address that nobody has costs them a lost packet and a second. */
    @Test
    void with_a_manager_that_blocks_writes_the_new_source_takes_the_address_before_the_old_one_lets_go()
            throws Exception {
        blocksWrites = true;
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.2/24\neth0 10.0.0.100/24\n");
        Files.writeString(
                home.resolve("holders"), "Unicast reply from 10.0.0.100 [02:42:0A:00:00:01]  0.6ms\nReceived 1\n");
        assertEquals(0, run("master_ip_online_change", MOVE, "--command=stop"), printed::toString);
        assertTrue(!calls().contains("addr del") && text("addresses").contains("10.0.0.100"), calls());
        assertTrue(printed.toString().contains("stays on db1"), printed::toString);
        Files.delete(home.resolve("calls"));
        assertEquals(0, run("master_ip_online_change", MOVE, "--command=start"), printed::toString);
        assertEquals("-q -U -c 3 -I eth0 10.0.0.100", announced());
        assertTrue(!calls().contains("-D"), "nobody else has it, as was seen before");
        assertTrue(calls().contains("b@10.0.0.2") && calls().contains("a@10.0.0.1"), calls());
        assertTrue(calls().contains("addr del 10.0.0.100/24 dev eth0"), calls());
        assertEquals(List.of("10.0.0.100 is on eth0 of this host already", "10.0.0.100/24 is taken off eth0"), printed);
    }

    @Test
    void an_address_that_the_new_source_could_not_take_stays_where_it_is() throws Exception {
        blocksWrites = true;
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.2/24\neth0 10.0.0.100/24\n");
        Files.writeString(home.resolve("holders"), "Unicast reply from 10.0.0.100 [02:42:0A:00:00:01]\n");
        assertEquals(0, run("master_ip_online_change", MOVE, "--command=stop"), printed::toString);
        program(
                "ssh",
                "case \"$*\" in *b@10.0.0.2*) exit 255 ;; esac; for last in \"$@\"; do :; done; exec sh -c \"$last\"");
        assertEquals(1, run("master_ip_online_change", MOVE, "--command=start"), printed::toString);
        assertFalse(calls().contains("addr del"), calls());
        assertTrue(text("addresses").contains("10.0.0.100"));
    }

    @Test
    void an_address_that_another_host_answers_for_too_is_taken_off_first_and_looked_for_again() throws Exception {
        blocksWrites = true;
        addresses("eth0 10.0.0.1/24\neth0 10.0.0.2/24\neth0 10.0.0.100/24\n");
        Files.writeString(home.resolve("holders"), """
                        Unicast reply from 10.0.0.100 [02:42:0A:00:00:01]
                        Unicast reply from 10.0.0.100 [02:42:0A:00:00:09]
                        """);
        assertEquals(0, run("master_ip_online_change", MOVE, "--command=stop"), printed::toString);
        assertTrue(calls().contains("addr del 10.0.0.100/24 dev eth0"), calls());
        Files.createFile(home.resolve("taken"));
        assertEquals(1, run("master_ip_online_change", MOVE, "--command=start"), printed::toString);
        assertTrue(printed.toString().contains("is in use by another host"), printed::toString);
    }

    @Test
    void without_an_address_or_with_settings_that_everybody_may_write_nothing_is_done() throws Exception {
        settings("");
        assertEquals(1, run("master_ip_failover", START));
        assertTrue(printed.get(0).contains("no address"), printed::toString);
        settings("VIP=10.0.0.100/24\n");
        Files.setPosixFilePermissions(home.resolve("settings"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertEquals(1, run("master_ip_failover", START));
        assertTrue(printed.get(0).contains("can be written to by everybody"), printed::toString);
        assertEquals("", calls());
    }
}
