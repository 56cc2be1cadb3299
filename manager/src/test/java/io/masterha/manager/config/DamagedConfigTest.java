package io.masterha.manager.config;

import io.masterha.manager.Damaged;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What operators write, and editors and copies make of it. */
class DamagedConfigTest extends WrittenConfig {
    private static final String WHOLE = """
            # the cluster of the shop
            [server default]
            user=ha
            password="p;a'ss w\\"ord" ; not this
            repl_user=repl
            ssh_user=root
            ping_interval=3
            ping_type=SELECT
            manager_workdir=/var/log/masterha/app1
            remote_workdir=/var/tmp
            master_binlog_dir=/var/lib/mysql,/var/log/mysql
            secondary_check_script=masterha_secondary_check -s db7 -s db8
            master_ip_failover_script="/usr/local/bin/move address --vip='10.0.0.9/24'"

            [server1]
            hostname=db1
            port=3306
            candidate_master=1
            ssh_options="-i /root/.ssh/key -o ConnectTimeout=5"

            [server2]
            hostname=db2
            port=3307
            no_master=1

            [binlog1]
            hostname=db3
            """;

    @Test
    void a_damaged_configuration_is_understood_or_refused() {
        Damaged.everyWay(WHOLE, this::read);
    }

    @Test
    void so_is_one_in_another_character_set() {
        Damaged.everyWay(WHOLE, text -> read(text.getBytes(StandardCharsets.UTF_16LE), ""));
        Damaged.everyWay(WHOLE.replace("w", "\u00fc"), text -> read(text.getBytes(StandardCharsets.ISO_8859_1), ""));
    }
}
