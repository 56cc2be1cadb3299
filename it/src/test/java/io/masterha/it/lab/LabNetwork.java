package io.masterha.it.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network.Ipam;
import org.testcontainers.containers.Network;

/** A network of one lab in the first free subnet of 172.30.0.0/16, so that labs can run beside each other. */
final class LabNetwork implements Network {
    private final DockerClient docker;
    private final String id;
    private final String prefix;

    private LabNetwork(DockerClient docker, String id, String prefix) {
        this.docker = docker;
        this.id = id;
        this.prefix = prefix;
    }

    static LabNetwork create(DockerClient docker, String name) {
        DockerException last = new DockerException("no subnet was tried", 0);
        int first = (int) (ProcessHandle.current().pid() % 250);
        for (int i = 0; i < 250; i++) {
            String prefix = "172.30." + (first + i) % 250 + ".";
            try {
                String id = docker.createNetworkCmd()
                        .withName(name)
                        .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(prefix + "0/24")))
                        .withLabels(LabLeftovers.labels())
                        .exec()
                        .getId();
                return new LabNetwork(docker, id, prefix);
            } catch (DockerException e) {
                last = e;
            }
        }
        throw new IllegalStateException("no free subnet in 172.30.0.0/16 for the lab", last);
    }

    /** Address of host number n, counted from 1. */
    String address(int n) {
        return prefix + (10 + n);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public void close() {
        LabLeftovers.removeNetwork(docker, id);
    }
}
