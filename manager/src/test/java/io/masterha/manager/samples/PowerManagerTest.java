package io.masterha.manager.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** power_manager leaves no server behind, or says that it does. */
class PowerManagerTest extends SampleScript {
    @Test
    void the_power_is_switched_off_and_seen_to_be_off() throws Exception {
        settings("IPMI_ADDRESS_db_1=10.9.0.1\nIPMI_PASSWORD_FILE=/etc/ipmi\nPOWER_PAUSE=0\n");
        program(
                "ipmitool",
                "echo ipmitool \"$@\" >>$HOME/calls; case \"$*\" in *status) [ -e $HOME/off ]"
                        + " && echo Chassis Power is off || echo Chassis Power is on ;; *) : >$HOME/off ;; esac");
        assertEquals(0, run("power_manager", "--command=status", "--host=db-1", "--ip=10.0.0.1"));
        assertEquals(0, run("power_manager", "--command=stop", "--host=db-1", "--ip=10.0.0.1", "--port=3306"));
        assertTrue(
                calls().contains("ipmitool -I lanplus -H 10.9.0.1 -U ADMIN -f /etc/ipmi chassis power off"), calls());
        assertEquals("the power of db-1 is off", printed.get(printed.size() - 1));
        program("ipmitool", "echo Chassis Power is on");
        settings("IPMI_PATTERN=%h-ipmi\nIPMI_PASSWORD_FILE=/etc/ipmi\nPOWER_PAUSE=0\nPOWER_TRIES=2\n");
        assertEquals(1, run("power_manager", "--command=stop", "--host=db9", "--ip=10.0.0.1", "--port=3306"));
    }

    @Test
    void stopssh_kills_the_server_on_its_port_and_says_ten_and_without_ssh_the_power_goes() throws Exception {
        settings("IPMI_PATTERN=%h-ipmi\nIPMI_PASSWORD_FILE=/etc/ipmi\nPOWER_PAUSE=0\n");
        Path server = home.resolve("bin/mysqld");
        Files.createSymbolicLink(server, Path.of("/bin/sleep").toRealPath());
        Process mysqld = new ProcessBuilder(server.toString(), "300").start();
        program(
                "ss",
                "kill -0 " + mysqld.pid() + " 2>/dev/null && echo 'LISTEN 0 1 *:3306 users:((\"mysqld\",pid="
                        + mysqld.pid() + ",fd=9))'");
        try {
            String[] words = {"--command=stopssh", "--ssh_user=root", "--host=db1", "--ip=10.0.0.1", "--port=3306"};
            assertEquals(10, run("power_manager", words), printed::toString);
            assertTrue(mysqld.waitFor(5, TimeUnit.SECONDS));
            program("ssh", "exit 255");
            program("ipmitool", "echo Chassis Power is off");
            assertEquals(0, run("power_manager", words), printed::toString);
        } finally {
            mysqld.destroyForcibly();
        }
    }
}
