package io.masterha.manager.plan;

import io.masterha.manager.topology.PromotionRule;
import io.masterha.manager.topology.Replica;
import io.masterha.manager.topology.Topology;
import java.util.ArrayList;
import java.util.List;

/** MHA's select_new_master, written down again from its description, statement by statement, and sharing no code. */
final class MhaReference {
    private MhaReference() {}

    static String newMaster(Topology topology) {
        List<Replica> slaves = topology.replicas();
        List<Replica> latest = latest(slaves);
        boolean checkDelay = latest.get(0).checksDelay();
        boolean latestPriority = latest.get(0).latestPriority();
        List<Replica> bad = new ArrayList<>();
        List<Replica> pref = new ArrayList<>();
        for (Replica slave : slaves) {
            if (slave.rule() == PromotionRule.NEVER
                    || !slave.logBin()
                    || !isOldestMajorVersion(slave, slaves)
                    || (checkDelay && isDelayed(latest.get(0), slave))) {
                bad.add(slave);
            }
            if (slave.rule() == PromotionRule.PREFER) {
                pref.add(slave);
            }
        }
        if (pref.isEmpty() && bad.isEmpty() && latestPriority) {
            return latest.get(0).id().toString();
        }
        if (latestPriority) {
            for (Replica slave : latest) {
                if (pref.contains(slave) && !bad.contains(slave)) {
                    return slave.id().toString();
                }
            }
        }
        for (Replica slave : slaves) {
            if (pref.contains(slave) && !bad.contains(slave)) {
                return slave.id().toString();
            }
        }
        if (latestPriority) {
            for (Replica slave : latest) {
                if (!bad.contains(slave)) {
                    return slave.id().toString();
                }
            }
        }
        for (Replica slave : slaves) {
            if (!bad.contains(slave)) {
                return slave.id().toString();
            }
        }
        return "-";
    }

    private static List<Replica> latest(List<Replica> slaves) {
        List<Replica> latest = new ArrayList<>();
        for (Replica slave : slaves) {
            int order = latest.isEmpty() ? 1 : compare(slave, latest.get(0));
            if (order > 0) {
                latest.clear();
            }
            if (order >= 0) {
                latest.add(slave);
            }
        }
        return latest;
    }

    private static int compare(Replica one, Replica other) {
        int byFile = one.received().file().compareTo(other.received().file());
        return byFile != 0
                ? byFile
                : Long.compare(one.received().offset(), other.received().offset());
    }

    private static boolean isDelayed(Replica latest, Replica slave) {
        return latest.received().file().compareTo(slave.executed().file()) > 0
                || latest.received().offset() > slave.executed().offset() + 100_000_000;
    }

    private static boolean isOldestMajorVersion(Replica slave, List<Replica> slaves) {
        for (Replica other : slaves) {
            boolean older = other.version().major() < slave.version().major()
                    || (other.version().major() == slave.version().major()
                            && other.version().minor() < slave.version().minor());
            if (older) {
                return false;
            }
        }
        return true;
    }
}
