package io.masterha.it.torture;

import io.masterha.it.run.Scene;

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
    };

    final int weight;
    /** Whether it can only end in a failover. */
    final boolean isFinal;
    /** Whether everything that was acknowledged can still be read over SSH. */
    final boolean diskIsReachable;

    Blow(int weight, boolean isFinal, boolean diskIsReachable) {
        this.weight = weight;
        this.isFinal = isFinal;
        this.diskIsReachable = diskIsReachable;
    }

    abstract void strike(Scene scene);
}
