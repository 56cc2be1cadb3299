package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.run.Report;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts may be called, and passwords may be, whatever a shell, SQL, JSON or the configuration has a meaning for. */
@Tag("any-mode")
@Tag("any-server")
@Tag("odd-names")
class OddNamesIT {
    /** 16 characters at most: MySQL 5.6. */
    private static final String ADMIN = "a'd\"m$x;# \\`-";

    private static final String ADMIN_PASSWORD = "-p'w\"d $HOME;#x \\`id` ; %s&|<>()*?!~={}";
    private static final String REPLICATION = "r'e\"p$x;# \\`";
    private static final String REPLICATION_PASSWORD = "'q\"d $(id);#x \\ ; %s&|*?!\\";
    private static final String SSH_USER = "o'd$x;#\\`h";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path scripts;

    @Test
    void odd_names_and_passwords_work_in_SQL_over_SSH_in_scripts_and_in_node_commands() throws Exception {
        Path script = script();
        SceneSetting setting = Scene.named("odd-names")
                .hosts(3)
                .prepared(OddNamesIT::makeAccounts)
                .byDefault("user=\"" + ADMIN + "\"")
                .byDefault("password=\"" + ADMIN_PASSWORD + "\"")
                .byDefault("repl_user='" + REPLICATION + "'")
                .byDefault("repl_password='" + REPLICATION_PASSWORD + "'")
                .byDefault("ssh_user=" + SSH_USER)
                .byDefault("ping_type=INSERT")
                .byDefault("master_ip_failover_script='" + script + "' --note='a \"b\" $c'")
                .byDefault("report_script=\"'" + script + "'\"");
        try (Scene scene = setting.start(Selected.flavour(), Selected.mode())) {
            scene.replication().stopReceiver(scene.db(3));
            scene.writesFor(Duration.ofSeconds(1));
            Instant kill = scene.db(1).killServer();
            Report report = scene.endsWithoutLoss(kill);
            LabHost replica =
                    scene.lab().without(scene.db(1), scene.newSource(report)).get(0);
            String user = scene.replication().status(replica).entrySet().stream()
                    .filter(e -> e.getKey().matches("(Master|Source)_User"))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertEquals(REPLICATION, user);
            assertEquals(ADMIN, Files.readString(scripts.resolve("user")));
            assertEquals(ADMIN_PASSWORD, Files.readString(scripts.resolve("password")));
            assertEquals("a \"b\" $c", Files.readString(scripts.resolve("note")));
            nothingTellsASecret(scene.directory());
        }
    }

    private static void nothingTellsASecret(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("app.cnf")) {
                    String text = Files.readString(file);
                    assertFalse(text.contains("%s&|"), file + " tells a password");
                }
            }
        }
    }

    /** Writes down what it is told of the account. */
    private Path script() throws IOException {
        Path script = scripts.resolve("hook with space");
        Files.writeString(script, """
                #!/bin/bash
                cd "$(dirname "$0")" || exit 1
                for word; do
                  case $word in
                    --new_master_user=*) printf %s "${word#*=}" >user ;;
                    --new_master_password_file=*) printf %s "$(cat "${word#*=}")" >password ;;
                    --note=*) printf %s "${word#*=}" >note ;;
                  esac
                done
                """);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void makeAccounts(Lab lab, LabReplication replication) {
        LabHost source = lab.host(1);
        replication.everywhere(
                source,
                lab.without(source),
                List.of(
                        "CREATE USER " + sql(ADMIN) + "@'%' IDENTIFIED BY " + sql(ADMIN_PASSWORD),
                        "GRANT ALL PRIVILEGES ON *.* TO " + sql(ADMIN) + "@'%' WITH GRANT OPTION",
                        "CREATE USER " + sql(REPLICATION) + "@'%' IDENTIFIED BY " + sql(REPLICATION_PASSWORD),
                        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + sql(REPLICATION) + "@'%'"));
        for (LabHost host : lab.hosts()) {
            // Another name of root.
            host.shell("printf '%s\\n' " + shell(SSH_USER + ":x:0:0::/root:/bin/bash") + " >>/etc/passwd");
            host.shell("printf '%s\\n' " + shell(SSH_USER + ":*:19000:0:99999:7:::") + " >>/etc/shadow");
        }
    }

    private static String sql(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String shell(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
