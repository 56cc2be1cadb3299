package io.masterha.it.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An address that moves with the source, by the sample scripts of the distribution as they are. */
public final class VirtualAddress {
    private final String address;
    private final Path directory;

    /**
     * @param neighbour a host of the network in which it lives
     * @param directory where the key and the host keys of the lab are
     */
    VirtualAddress(LabHost neighbour, Path directory) {
        this.address = neighbour.address().replaceFirst("\\.\\d+$", ".100");
        this.directory = directory;
    }

    public String address() {
        return address;
    }

    /** The lines of {@code [server default]} that an operator would write. */
    String configuration() {
        return "master_ip_failover_script=" + script("master_ip_failover") + " --vip=" + address
                + "/24\nmaster_ip_online_change_script=" + script("master_ip_online_change") + " --vip=" + address
                + "/24\n";
    }

    private static Path script(String name) {
        return Repository.distribution().resolve("samples/scripts").resolve(name);
    }

    /** Gives it to a host by hand, as the manual says; what the script said, its exit code first. */
    public String give(LabHost host) throws IOException {
        List<String> command = List.of(
                script("master_ip_failover").toString(),
                "--vip=" + address + "/24",
                "--command=start",
                "--ssh_user=root",
                "--new_master_host=" + host.name(),
                "--new_master_ip=" + host.address(),
                "--ssh_options=-i " + directory.resolve("id_lab") + " -o UserKnownHostsFile="
                        + directory.resolve("known_hosts"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return process.waitFor() + " " + said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The hosts that have it. */
    public List<LabHost> holders(List<LabHost> hosts) {
        return hosts.stream()
                .filter(host ->
                        !host.shell("ip -o -4 addr show to " + address + "/32").isEmpty())
                .toList();
    }

    void startsOn(LabHost host) throws IOException {
        String said = give(host);
        assertEquals("0 ", said.substring(0, 2), said);
        assertEquals(List.of(host), holders(List.of(host)));
    }
}
