package io.masterha.it.lab;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The key pair of one lab: made when it starts, gone with it. */
record SshKey(String privateKey, String publicKey) {
    static SshKey make() {
        try {
            KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
            ByteArrayOutputStream secret = new ByteArrayOutputStream();
            pair.writeOpenSSHv1PrivateKey(secret, null);
            ByteArrayOutputStream open = new ByteArrayOutputStream();
            pair.writePublicKey(open, "masterha-lab");
            return new SshKey(secret.toString(StandardCharsets.UTF_8), open.toString(StandardCharsets.UTF_8));
        } catch (JSchException e) {
            throw new IllegalStateException("no ssh key could be made", e);
        }
    }

    /** Writes the private key for its owner only. */
    Path write(Path directory) throws IOException {
        Path file = directory.resolve("id_lab");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, privateKey);
    }
}
