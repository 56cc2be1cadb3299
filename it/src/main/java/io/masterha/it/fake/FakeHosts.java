package io.masterha.it.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** The hosts of all fake servers behind one SSH port: they answer the look at a server as it is, have a process that
 * waits, and can do nothing else. */
public final class FakeHosts implements AutoCloseable {
    private final SshServer ssh = SshServer.setUpDefaultServer();
    private final KeyPair userKey = newKey();
    private final KeyPair hostKey = newKey();
    private final Map<Integer, FakeServer> servers = new ConcurrentHashMap<>();

    public FakeHosts() {
        ssh.setHost("127.0.0.1");
        ssh.setPort(0);
        ssh.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        ssh.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
        ssh.setCommandFactory((channel, command) ->
                command.contains("/bin/stand-by") ? new FakeStandBy() : new Answered(answer(command)));
        try {
            ssh.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return ssh.getPort();
    }

    public void add(FakeServer server) {
        servers.put(server.port(), server);
    }

    /** Writes the private key (mode 0600) and the host key. */
    public void writeKeys(Path keyFile, Path knownHosts) throws Exception {
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(keyFile)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(userKey, "fake hosts", null, out);
        }
        Files.writeString(
                knownHosts, "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
    }

    /** The script's third and seventh words are the server's port and what is to be done. */
    private Optional<String> answer(String command) {
        int words = command.lastIndexOf("' masterha ");
        String[] word = words < 0
                ? new String[0]
                : command.substring(words + "' masterha ".length()).split(" ");
        if (word.length < 7 || !word[6].equals("'look'")) {
            return Optional.empty();
        }
        FakeServer server = servers.get(Integer.parseInt(word[2].replace("'", "")));
        boolean lives = server != null && server.isAlive();
        return Optional.of("seen pids=" + (lives ? "4711" : "") + " hidden= others= port=" + (lives ? "yes" : "no")
                + " pidfile=yes blind=no\n");
    }

    @Override
    public void close() {
        try {
            ssh.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that has ended before it begins. */
    private static final class Answered implements Command {
        private final Optional<String> text;
        private Optional<OutputStream> out = Optional.empty();
        private Optional<ExitCallback> exit = Optional.empty();

        Answered(Optional<String> text) {
            this.text = text;
        }

        @Override
        public void setInputStream(InputStream in) {
            // nothing is read
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = Optional.of(stream);
        }

        @Override
        public void setErrorStream(OutputStream err) {
            // nothing is said
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = Optional.of(callback);
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            OutputStream stream = out.orElseThrow();
            stream.write(text.orElse("").getBytes(StandardCharsets.UTF_8));
            stream.flush();
            exit.orElseThrow().onExit(text.isPresent() ? 0 : 127);
        }

        @Override
        public void destroy(ChannelSession channel) {
            // it has ended
        }
    }
}
