package io.masterha.it.lab;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** Finds the image of a flavour that belongs to the files in {@code it/lab}; never pulls and never builds. */
final class LabImages {
    private LabImages() {}

    /**
     * The image's tag; fails at once, with the command to type, if there is no engine or no image. The property lab.image
     * names another one, made from ours.
     */
    static String tag(Flavour flavour) {
        String given = System.getProperty("lab.image", "");
        String tag = given.isEmpty() ? print(flavour) : given;
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "no container engine answers; the tests with real servers need one; next: it/lab/install.sh");
        }
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(tag).exec();
            return tag;
        } catch (NotFoundException e) {
            throw new IllegalStateException("image " + tag + " is not there; next: make lab-images V=" + flavour, e);
        }
    }

    private static String print(Flavour flavour) {
        Path script = Repository.root().resolve("it/lab/build.sh");
        try {
            Process process = new ProcessBuilder(script.toString(), "--print", flavour.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String tag = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(script + " --print " + flavour + " failed");
            }
            return tag;
        } catch (IOException e) {
            throw new IllegalStateException(script + " could not be run: " + Files.isExecutable(script), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for the image of " + flavour, e);
        }
    }
}
