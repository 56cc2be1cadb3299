package io.masterha.it.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows whose containers and networks are whose by their label, and removes those whose test run is gone. */
final class LabLeftovers {
    /** Value: process id and start of the JVM that made it. */
    static final String OWNER = "io.masterha.lab.owner";
    /** Value: the run that {@code it/run.sh} gave a name, for its own cleaning up. */
    static final String RUN = "io.masterha.lab.run";

    private LabLeftovers() {}

    static Map<String, String> labels() {
        return Map.of(
                OWNER,
                owner(ProcessHandle.current()),
                RUN,
                Optional.ofNullable(System.getenv("MASTERHA_LAB_RUN")).orElse("none"));
    }

    /** Removes what test runs left behind that are no longer there. */
    static void remove(DockerClient docker) {
        for (Container c : docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(OWNER))
                .exec()) {
            if (isAbandoned(c.getLabels().getOrDefault(OWNER, ""))) {
                removeContainer(docker, c.getId());
            }
        }
        for (Network n : docker.listNetworksCmd().exec()) {
            String owner = n.getLabels() == null ? null : n.getLabels().get(OWNER);
            if (owner != null && isAbandoned(owner)) {
                removeNetwork(docker, n.getId());
            }
        }
    }

    static void removeContainer(DockerClient docker, String id) {
        try {
            docker.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (DockerException e) {
            // Another run may have been quicker.
        }
    }

    static void removeNetwork(DockerClient docker, String id) {
        try {
            docker.removeNetworkCmd(id).exec();
        } catch (DockerException e) {
            // Another run may have been quicker.
        }
    }

    private static boolean isAbandoned(String owner) {
        long pid = Long.parseLong("0" + owner.replaceFirst("-.*", ""));
        return ProcessHandle.of(pid).map(p -> !owner(p).equals(owner)).orElse(true);
    }

    private static String owner(ProcessHandle process) {
        return process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
