package io.masterha.manager.adapter.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import io.masterha.binlog.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The keys of one host in known_hosts, under its name or its address.
 *
 * <p>The operator may have connected by either, so a key that is known under one of them is known. New lines are
 * appended; the file is never rewritten, because the library would drop lines that it does not understand.
 */
final class KnownHostKeys implements HostKeyRepository {
    private static final Object FILE_LOCK = new Object();
    private static final int USUAL_PORT = 22;

    private final Path file;
    private final boolean acceptsNew;
    private final Consumer<String> warn;
    private final List<String> names;
    private final List<String> looseNames;
    private final HostKeyRepository known;

    KnownHostKeys(Path file, boolean acceptsNew, SshTarget target, Consumer<String> warn) throws JSchException {
        this.file = file;
        this.warn = warn;
        this.acceptsNew = acceptsNew;
        List<String> bare = List.of(target.sshName(), target.sshAddress());
        int port = target.port();
        this.names = port == USUAL_PORT
                ? bare
                : bare.stream().map(name -> "[" + name + "]:" + port).toList();
        this.looseNames = port == USUAL_PORT ? List.of() : bare;
        JSch reader = new JSch();
        reader.setKnownHosts(new ByteArrayInputStream(read(file)));
        this.known = reader.getHostKeyRepository();
    }

    private static byte[] read(Path file) {
        try {
            synchronized (FILE_LOCK) {
                return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            }
        } catch (IOException e) {
            throw Problem.of(SshError.HOST_KEY_UNKNOWN, "the known host keys in " + file + " cannot be read")
                    .why(String.valueOf(e.getMessage()))
                    .next("set ssh_known_hosts to a file that this account may read")
                    .causedBy(e);
        }
    }

    @Override
    public int check(String host, byte[] key) {
        boolean changed = false;
        for (String name : names) {
            int answer = known.check(name, key);
            if (answer == OK) {
                return OK;
            }
            changed |= answer == CHANGED;
        }
        // As OpenSSH does: a host known on its usual port may show the same key on another one.
        if (looseNames.stream().anyMatch(name -> known.check(name, key) == OK)) {
            return OK;
        }
        if (changed || !acceptsNew) {
            return changed ? CHANGED : NOT_INCLUDED;
        }
        remember(key);
        return OK;
    }

    private void remember(byte[] key) {
        try {
            HostKey hostKey = new HostKey(names.get(0), key);
            String line = names.get(0) + " " + hostKey.getType() + " " + hostKey.getKey() + "\n";
            synchronized (FILE_LOCK) {
                Path directory = file.toAbsolutePath().getParent();
                if (directory != null && !Files.exists(directory)) {
                    Files.createDirectories(
                            directory,
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                String before = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
                String text = before.isEmpty() || before.endsWith("\n") ? line : "\n" + line;
                Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            known.add(hostKey, null);
            String print = hostKey.getType() + " " + hostKey.getFingerPrint(new JSch());
            warn.accept("its host key was not known: " + print + "; accepted and written to " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JSchException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        List<HostKey> keys = new ArrayList<>();
        for (String name : names) {
            HostKey[] some = known.getHostKey(name, type);
            if (some != null) {
                keys.addAll(Arrays.asList(some));
            }
        }
        return keys.toArray(HostKey[]::new);
    }

    @Override
    public HostKey[] getHostKey() {
        return known.getHostKey();
    }

    @Override
    public void add(HostKey hostKey, UserInfo userInfo) {
        known.add(hostKey, userInfo);
    }

    @Override
    public void remove(String host, String type) {
        known.remove(host, type);
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        known.remove(host, type, key);
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return file.toString();
    }
}
