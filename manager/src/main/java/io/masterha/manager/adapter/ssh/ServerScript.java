package io.masterha.manager.adapter.ssh;

import io.masterha.manager.port.HostSight;
import io.masterha.manager.port.ServerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shell script that finds a server on its host, and what its answers mean. */
final class ServerScript {
    static final String LOOK = "look";
    static final String HOLD = "hold";

    private static final String SCRIPT = load();
    private static final String ZEROS = "0".repeat(32);
    /** Start of an IPv4 address in an IPv6 socket, as /proc prints it: four words, the third is FFFF in network order. */
    private static final String MAPPED = "0{16}(FFFF0000|0000FFFF)";

    private ServerScript() {}

    private static String load() {
        try (InputStream in = ServerScript.class.getResourceAsStream("server.sh")) {
            if (in == null) {
                throw new IllegalStateException("server.sh is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String look(SshTarget target, ServerFiles files) {
        return command(target, files, LOOK);
    }

    static String holdDown(SshTarget target, ServerFiles files) {
        return command(target, files, HOLD);
    }

    /** Reads {@link #LOOK}, any number of times, or {@link #HOLD}, and does that. */
    static String await(SshTarget target, ServerFiles files) {
        return command(target, files, "wait");
    }

    /** Prints {@code keeping FILE PID}, its process; the server is kept down until the file is removed, or the time is over. */
    static String keepDown(SshTarget target, ServerFiles files, Duration time) {
        return command(target, files, "keep", String.valueOf(time.toSeconds()));
    }

    /** Prints {@code removed FILE} if the file of {@link #keepDown} was there and is not any more. */
    static String endKeeping(SshTarget target, ServerFiles files, String file) {
        return command(target, files, "endkeep", file);
    }

    private static String command(SshTarget target, ServerFiles files, String mode, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                files.dataDir(),
                files.pidFile(),
                String.valueOf(target.id().port()),
                target.serverAddress(),
                pattern4(target.serverAddress()),
                pattern6(target.serverAddress()),
                mode));
        arguments.addAll(List.of(more));
        return Shell.script(SCRIPT, arguments.toArray(String[]::new));
    }

    /** The local addresses in /proc/net/tcp at which the server may listen: its own or all, in either byte order. */
    static String pattern4(String address) {
        byte[] bytes = bytes(address);
        return bytes.length == 4 ? "00000000|" + hex(bytes, true) + "|" + hex(bytes, false) : "00000000";
    }

    /** The same for /proc/net/tcp6. */
    static String pattern6(String address) {
        byte[] bytes = bytes(address);
        if (bytes.length == 4) {
            return ZEROS + "|" + MAPPED + "(" + hex(bytes, true) + "|" + hex(bytes, false) + "|00000000)";
        }
        return bytes.length == 16 ? ZEROS + "|" + hex(bytes, true) + "|" + hex(bytes, false) : "[0-9A-F]+";
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    /** Words of four bytes, each turned around or not. */
    private static String hex(byte[] bytes, boolean turned) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < bytes.length; word += 4) {
            for (int i = 0; i < 4; i++) {
                text.append(String.format("%02X", bytes[turned ? word + 3 - i : word + i]));
            }
        }
        return text.toString();
    }

    /** Reads {@code seen pids=12,13 hidden= others= port=yes pidfile=yes blind=no}. */
    static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String word : line.strip().split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return fields;
    }

    /** What the script's answer says about the server. What cannot be seen counts as there. */
    static HostSight judge(String line) {
        Map<String, String> fields = fields(line);
        String port = "yes".equals(fields.get("port")) ? "port open" : "port closed";
        String pids = fields.getOrDefault("pids", "");
        if (!pids.isEmpty()) {
            HostSight.Kind kind = "no".equals(fields.get("port")) ? HostSight.Kind.CLOSED : HostSight.Kind.PRESENT;
            return new HostSight(kind, "process " + pids.replace(",", ", ") + " runs, " + port);
        }
        if (!fields.getOrDefault("hidden", "").isEmpty()) {
            // So it is with a server that has just been started and holds none of its files yet.
            return new HostSight(
                    "no".equals(fields.get("port")) ? HostSight.Kind.CLOSED : HostSight.Kind.PRESENT,
                    "a server runs whose directory this account may not read or cannot tell from another's, " + port);
        }
        if (!"no".equals(fields.get("blind"))) {
            return new HostSight(HostSight.Kind.PRESENT, "this account may not see the processes of others, " + port);
        }
        if (!"no".equals(fields.get("port"))) {
            return new HostSight(HostSight.Kind.PRESENT, "no server process found, but " + port);
        }
        return switch (fields.getOrDefault("pidfile", "unknown")) {
            case "yes" -> new HostSight(HostSight.Kind.CRASHED, "no process, port closed, stale pid file");
            case "no" -> new HostSight(HostSight.Kind.STOPPED, "no process, port closed, no pid file");
            default -> new HostSight(HostSight.Kind.STOPPED, "no process, port closed, pid file not known");
        };
    }
}
