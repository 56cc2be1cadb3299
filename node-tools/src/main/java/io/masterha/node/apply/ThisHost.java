package io.masterha.node.apply;

import io.masterha.binlog.FileReason;
import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** Tells whether an address is one of this host. */
public final class ThisHost {
    private ThisHost() {}

    /** Refuses a server elsewhere: its files are not here. */
    public static void require(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
                return;
            }
            throw notHere(host, "no interface of this host has " + address.getHostAddress());
        } catch (IOException e) {
            throw notHere(host, FileReason.of(e)).causedBy(e);
        }
    }

    private static Problem notHere(String host, String why) {
        return Problem.of(NodeError.USAGE, host + " is not an address of this host")
                .why(why)
                .next("run the command on the replica's own host");
    }
}
