package io.masterha.it;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.LabHost;

/** A server that encrypts its binary log, with the key in a file. */
final class Encryption {
    private Encryption() {}

    /** MySQL 5.6 cannot; the lab's MySQL 8.0 comes without a keyring. */
    static boolean isPossible(Flavour flavour) {
        return flavour.isMariaDb() || flavour == Flavour.MYSQL_97;
    }

    /** Starts the server again, encrypting. */
    static void restart(LabHost host) {
        if (host.flavour().isMariaDb()) {
            host.shell("echo '1;a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a'"
                    + " > /var/lib/mysql/keys; chown mysql /var/lib/mysql/keys");
            host.killServer();
            host.startServer(
                    "--plugin-load-add=file_key_management",
                    "--file-key-management-filename=/var/lib/mysql/keys",
                    "--encrypt-binlog=1");
            return;
        }
        host.shell("mkdir -p /var/lib/keyring; touch /var/lib/keyring/keys; chown -R mysql /var/lib/keyring;"
                + " echo '{\"components\": \"file://component_keyring_file\"}' > /usr/sbin/mysqld.my;"
                + " echo '{\"path\": \"/var/lib/keyring/keys\", \"read_only\": false}'"
                + " > /usr/lib/mysql/plugin/component_keyring_file.cnf");
        host.killServer();
        host.startServer("--binlog-encryption=ON");
    }
}
