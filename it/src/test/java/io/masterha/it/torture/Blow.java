package io.masterha.it.torture;

import io.masterha.it.SemiSync;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What may happen to the source. */
enum Blow {
    KILLED(5, true, true) {
        @Override
        void strike(Scene scene) {
            scene.db(1).killServer();
        }
    },
    KILLED_WITHOUT_SSH(1, true, false) {
        @Override
        void strike(Scene scene) {
            scene.db(1).freezeSsh();
            scene.db(1).killServer();
        }
    },
    KILLED_AND_RESTARTED(2, false, true) {
        @Override
        void strike(Scene scene) {
            scene.db(1).killServer();
            scene.db(1).shell("(sleep 1; start-mysqld) >/dev/null 2>&1 &");
        }
    },
    SHUT_DOWN_AND_RESTARTED(1, false, true) {
        @Override
        void strike(Scene scene) {
            scene.db(1).shutDownServer();
            scene.db(1).shell("(sleep 2; start-mysqld) >/dev/null 2>&1 &");
        }
    },
    FROZEN(2, true, true) {
        @Override
        void strike(Scene scene) {
            scene.db(1).freezeServer();
        }
    },
    FROZEN_FOR_A_WHILE(2, false, true) {
        @Override
        void strike(Scene scene) {
            scene.db(1).freezeServer();
            scene.db(1)
                    .shell("(sleep 7; pkill -CONT -x " + scene.db(1).flavour().processName() + ") >/dev/null 2>&1 &");
        }
    },
    HOST_PAUSED(1, true, false) {
        @Override
        void strike(Scene scene) {
            scene.db(1).pause();
        }
    },
    POWERED_OFF(1, true, false) {
        @Override
        void strike(Scene scene) {
            scene.db(1).powerOff();
        }
    },
    CUT_OFF(1, true, false) {
        @Override
        void strike(Scene scene) {
            scene.db(1).cutOff();
        }
    },
    HOST_PAUSED_FOR_A_WHILE(1, false, true) {
        @Override
        void strike(Scene scene) {
            scene.db(1).pause();
            Until.passed(Duration.ofSeconds(3));
            scene.db(1).unpause();
        }
    },
    READ_ONLY_BY_HAND(1, "READ_ONLY") {
        @Override
        void strike(Scene scene) {
            scene.db(1).run("SET GLOBAL read_only = 1");
        }

        @Override
        void heal(Scene scene) {
            scene.db(1).run("SET GLOBAL read_only = 0");
        }
    },
    CUT_OFF_FROM_THE_MANAGER(1, "MANAGER_CUT_OFF") {
        @Override
        void strike(Scene scene) {
            scene.db(1).dropPackets(scene.db(1).machine());
        }

        @Override
        void heal(Scene scene) {
            scene.db(1).passPackets();
        }
    },
    CUT_OFF_FROM_ITS_REPLICAS(1, "REPLICATION_CUT") {
        @Override
        void strike(Scene scene) {
            scene.lab().without(scene.db(1)).forEach(replica -> scene.db(1).dropPackets(replica.address()));
        }

        @Override
        void heal(Scene scene) {
            scene.db(1).passPackets();
        }
    },
    DISK_FULL(1, "UNWRITABLE") {
        @Override
        void prepare(SceneSetting setting) {
            setting.serverOption("--log-bin=/binlog/mysql-bin").host((n, config) -> {
                Map<String, String> disks =
                        new HashMap<>(Optional.ofNullable(config.getTmpFs()).orElse(Map.of()));
                disks.put("/binlog", "size=48m,mode=1777");
                config.withTmpFs(disks);
            });
        }

        @Override
        void strike(Scene scene) {
            scene.db(1).shell("dd if=/dev/zero of=/binlog/fill bs=4k 2>/dev/null || true");
        }

        @Override
        void heal(Scene scene) {
            scene.db(1).shell("rm /binlog/fill");
        }
    },
    SEMI_SYNC_BLOCKED(1, "SEMI_SYNC_BLOCKED") {
        @Override
        void prepare(SceneSetting setting) {
            setting.prepared((lab, replication) -> new SemiSync(lab, replication).on());
        }

        @Override
        void strike(Scene scene) {
            new SemiSync(scene.lab(), scene.replication()).stopReceivers();
        }

        @Override
        void heal(Scene scene) {
            new SemiSync(scene.lab(), scene.replication()).startReceivers();
        }
    };

    final int weight;
    /** Whether it can only end in a failover. */
    final boolean isFinal;
    /** Whether everything that was acknowledged can still be read over SSH. */
    final boolean diskIsReachable;

    /** What the manager calls it until it is healed; empty if it has no name, and heals by itself or never. */
    final String alarm;

    Blow(int weight, boolean isFinal, boolean diskIsReachable) {
        this(weight, isFinal, diskIsReachable, "");
    }

    Blow(int weight, String alarm) {
        this(weight, false, true, alarm);
    }

    Blow(int weight, boolean isFinal, boolean diskIsReachable, String alarm) {
        this.weight = weight;
        this.isFinal = isFinal;
        this.diskIsReachable = diskIsReachable;
        this.alarm = alarm;
    }

    /** What has to be there before anything runs. */
    void prepare(SceneSetting setting) {}

    /** Ends it, when the manager has told of it. */
    void heal(Scene scene) {}

    abstract void strike(Scene scene);
}
