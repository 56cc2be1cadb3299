package io.masterha.it.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An SSH server per loopback address, with keys made for this run; commands run as the user who started the demo. */
final class DemoSsh implements AutoCloseable {
    private final List<SshServer> servers = new ArrayList<>();
    private final StringBuilder knownHosts = new StringBuilder();
    private final KeyPair userKey;
    private final int port;

    DemoSsh(int port) throws Exception {
        this.port = port;
        this.userKey = newKey();
    }

    private static KeyPair newKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    void listen(String address) throws Exception {
        KeyPair hostKey = newKey();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(address);
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> isOurs(key));
        server.setPasswordAuthenticator(null);
        server.setCommandFactory(
                (channel, command) -> new ProcessShellFactory(command, "/bin/sh", "-c", command).createShell(channel));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        servers.add(server);
        knownHosts
                .append('[')
                .append(address)
                .append("]:")
                .append(port)
                .append(' ')
                .append(PublicKeyEntry.toString(hostKey.getPublic()))
                .append('\n');
    }

    private boolean isOurs(PublicKey key) {
        return KeyUtils.compareKeys(key, userKey.getPublic());
    }

    /** Writes the private key (mode 0600) and the host keys. */
    void writeKeys(Path keyFile, Path knownHostsFile) throws Exception {
        Files.deleteIfExists(keyFile);
        Files.createFile(
                keyFile,
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newOutputStream(keyFile)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(userKey, "masterha demo", null, out);
        }
        Files.writeString(knownHostsFile, knownHosts.toString());
    }

    @Override
    public void close() {
        for (SshServer server : servers) {
            try {
                server.stop(true);
            } catch (IOException e) {
                System.err.println("an SSH server of the demo did not stop: " + e.getMessage());
            }
        }
    }
}
