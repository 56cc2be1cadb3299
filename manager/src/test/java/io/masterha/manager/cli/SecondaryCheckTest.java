package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.manager.adapter.ssh.OtherRoutes.Answer;
import io.masterha.manager.adapter.ssh.OtherRoutes.Sight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** masterha-secondary-check: MHA's exit codes, and one line for each host. */
class SecondaryCheckTest extends CommandTest {
    private static int verdict(Sight... sights) {
        List<Answer> answers = java.util.stream.IntStream.range(0, sights.length)
                .mapToObj(i -> new Answer("host" + i, sights[i], "detail " + i))
                .toList();
        return SecondaryCheck.verdict(answers, "db1:3306");
    }

    @Test
    void whoever_reaches_the_source_is_exit_code_3_nobody_is_0_and_a_host_that_cannot_be_used_is_2() {
        assertEquals(0, verdict(Sight.DOES_NOT_REACH, Sight.DOES_NOT_REACH));
        assertEquals(3, verdict(Sight.DOES_NOT_REACH, Sight.REACHES));
        assertEquals(2, verdict(Sight.UNUSABLE, Sight.DOES_NOT_REACH));
        assertEquals(3, verdict(Sight.REACHES, Sight.UNUSABLE), "in the order of the hosts, as in MHA");
        assertEquals(2, verdict(Sight.UNUSABLE, Sight.REACHES));
        assertEquals(0, verdict(Sight.CANNOT_WRITE), "with INSERT, who cannot write does not reach it");
        assertEquals(0, verdict(), "no host is asked");
    }

    @Test
    void each_host_is_told_with_what_it_sees() {
        assertEquals(0, verdict(Sight.DOES_NOT_REACH, Sight.CANNOT_WRITE));
        assertTrue(printed().contains("Master is not reachable from host0 (detail 0). OK."), printed());
        assertTrue(printed().contains("Master is not reachable from host1 (detail 1). OK."), printed());
    }

    @Test
    void without_a_source_it_is_used_wrongly_and_a_host_without_address_proves_nothing() {
        assertEquals(1, Main.run("masterha_secondary_check", "-s", "127.0.0.1"));
        assertTrue(complained().contains("--master_host=HOST is missing"), complained());
        assertTrue(complained().contains("nothing was changed"), complained());
        assertEquals(2, Main.run("masterha_secondary_check", "-s", "nobody.invalid", "--master_host=127.0.0.1"));
        assertTrue(printed().contains("nobody.invalid cannot be resolved"), printed());
    }
}
