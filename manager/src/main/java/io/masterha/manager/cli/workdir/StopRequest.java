package io.masterha.manager.cli.workdir;

import io.masterha.manager.cli.start.Startup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * masterha-stop's word to a manager of several clusters, a file {@code W/APP.manager.stop}: this cluster is not watched as
 * long as the file is there, whoever starts the manager anew.
 */
public record StopRequest(Path file) {
    public StopRequest(Path workdir, String application) {
        this(workdir.resolve(application + ".manager.stop"));
    }

    public boolean isThere() {
        return Files.exists(file);
    }

    public void make() {
        try {
            Files.writeString(
                    file, "written by a request to stop; while this file is here the cluster is not watched\n");
        } catch (IOException e) {
            throw Startup.unusable(file, e);
        }
    }
}
