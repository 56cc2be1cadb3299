package io.masterha.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import io.masterha.it.lab.Flavour;
import io.masterha.it.lab.Until;
import io.masterha.it.run.Scene;
import io.masterha.it.run.SceneSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The source answers and cannot commit: an alarm by default, a failover if the configuration says so. */
@Tag("detect")
@Tag("unwritable")
@Tag("on-demand")
@Execution(ExecutionMode.CONCURRENT)
class UnwritableIT {
    private static final Duration ALARM = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String FILL = "cat /dev/zero > /binlog/fill || true";

    private static SceneSetting setting(String name) {
        return Scene.named(name)
                .hosts(3)
                .serverOption("--log-bin=/binlog/mysql-bin")
                .byDefault("alarm_interval=10")
                .host(UnwritableIT::withSmallDisk);
    }

    private static void withSmallDisk(int n, HostConfig config) {
        Map<String, String> disks =
                new HashMap<>(Optional.ofNullable(config.getTmpFs()).orElse(Map.of()));
        disks.put("/binlog", "size=48m,mode=1777");
        config.withTmpFs(disks);
    }

    @Test
    void a_full_disk_is_told_and_the_source_stays() throws Exception {
        try (Scene scene = setting("disk-full").start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant full = Instant.now();
            scene.db(1).shell(FILL);
            scene.isTold("the source cannot write: its disk is full [/binlog has", full, ALARM);
            Until.passed(LONG);
            scene.db(1).shell("rm /binlog/fill");
            scene.isTold("UNWRITABLE is over", Instant.now(), Duration.ofMinutes(2));
            scene.goesOnUnchanged();
        }
    }

    @Test
    void a_full_disk_is_a_reason_to_fail_over_if_the_configuration_says_so_and_nothing_is_lost() throws Exception {
        try (Scene scene = setting("disk-full-failover")
                .byDefault("unwritable=failover")
                .byDefault("patience_unwritable=10")
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant full = Instant.now();
            scene.db(1).shell(FILL);
            scene.isTold("patience is over: the source answers but cannot commit", full, Duration.ofMinutes(1));
            scene.endsWithoutLoss(full);
        }
    }

    @Test
    void a_full_disk_is_found_by_a_ping_that_inserts() throws Exception {
        try (Scene scene = setting("disk-full-insert")
                .byDefault("ping_type=INSERT")
                .byDefault("unwritable=alarm")
                .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant full = Instant.now();
            scene.db(1).shell(FILL);
            scene.isTold("the source cannot write: its disk is full [/binlog has", full, ALARM);
            Until.passed(LONG);
            scene.db(1).shell("rm /binlog/fill");
            scene.isTold("UNWRITABLE is over", Instant.now(), Duration.ofMinutes(2));
            scene.goesOnUnchanged();
        }
    }

    /** MySQL ends itself when it cannot write its binary log, and that is a crash; 5.6 and MariaDB go on with errors. */
    @Test
    void a_stalled_disk_is_told_and_a_read_only_one_too() throws Exception {
        try (LoopDisk disk = LoopDisk.make();
                Scene scene = setting("disk-read-only")
                        .host((n, config) -> {
                            if (n == 1) {
                                config.withBinds(Bind.parse(disk.path() + ":/binlog"));
                            } else {
                                withSmallDisk(n, config);
                            }
                        })
                        .start(Selected.flavour(), Selected.mode())) {
            scene.writesFor(Duration.ofSeconds(1));
            Instant stalled = disk.freeze();
            scene.isTold("UNWRITABLE: the source answers and commits do not come to an end", stalled, ALARM);
            Until.passed(LONG);
            disk.thaw();
            scene.isTold("UNWRITABLE is over", Instant.now(), Duration.ofMinutes(2));
            assertFalse(scene.manager().hasFailedOver());
            Instant broken = disk.becomeReadOnly();
            if (Selected.flavour().isMariaDb() || Selected.flavour() == Flavour.MYSQL_56) {
                scene.isTold("UNWRITABLE: the source cannot write: its file system is read-only", broken, ALARM);
                Until.passed(LONG);
                assertFalse(
                        scene.manager().hasFailedOver(), () -> scene.manager().log());
            } else {
                scene.endsWithoutLoss(broken);
            }
        }
    }
}
