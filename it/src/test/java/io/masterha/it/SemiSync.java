package io.masterha.it;

import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Lab;
import io.masterha.it.lab.LabHost;
import io.masterha.it.lab.LabReplication;
import io.masterha.it.lab.Until;
import java.time.Duration;

/** Semi-synchronous replication in a lab: no commit without an acknowledgement, however long that takes. */
public final class SemiSync {
    private final Lab lab;
    private final LabReplication replication;

    public SemiSync(Lab lab, LabReplication replication) {
        this.lab = lab;
        this.replication = replication;
    }

    public void on() {
        Flavour flavour = lab.flavour();
        String source = flavour.hasSourceWords() ? "source" : "master";
        String replica = flavour.hasSourceWords() ? "replica" : "slave";
        if (!flavour.isMariaDb()) {
            lab.host(1).run("INSTALL PLUGIN rpl_semi_sync_" + source + " SONAME 'semisync_" + source + ".so'");
            for (LabHost host : lab.without(lab.host(1))) {
                String closed = flavour.hasSourceWords() ? "super_read_only" : "read_only";
                host.run("SET GLOBAL " + closed + " = 0");
                host.run("INSTALL PLUGIN rpl_semi_sync_" + replica + " SONAME 'semisync_" + replica + ".so'");
                host.run("SET GLOBAL " + closed + " = 1");
            }
        }
        for (LabHost host : lab.without(lab.host(1))) {
            host.run("SET GLOBAL rpl_semi_sync_" + replica + "_enabled = 1");
        }
        lab.host(1).run("SET GLOBAL rpl_semi_sync_" + source + "_timeout = 3600000");
        lab.host(1).run("SET GLOBAL rpl_semi_sync_" + source + "_enabled = 1");
        // Only a receiver that connects from now on acknowledges.
        stopReceivers();
        startReceivers();
        // MySQL 5.6 keeps it where MariaDB does.
        String status = flavour.hasSourceWords() ? "performance_schema" : "information_schema";
        String clients = "SELECT variable_value FROM " + status + ".global_status WHERE variable_name = 'Rpl_semi_sync_"
                + source + "_clients'";
        int replicas = lab.hosts().size() - 1;
        Until.holds("the replicas acknowledge", Duration.ofSeconds(20), () -> lab.host(1)
                .value(clients)
                .equals(String.valueOf(replicas)));
    }

    public void stopReceivers() {
        lab.without(lab.host(1)).forEach(replication::stopReceiver);
    }

    public void startReceivers() {
        lab.without(lab.host(1)).forEach(replication::startReceiver);
    }
}
