package io.masterha.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.masterha.binlog.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Feeds a reader texts that are almost right; it may understand them or refuse them, with a problem of ours and in time. */
public final class Damaged {
    private static final int SEEDS = Integer.getInteger("masterha.damageSeeds", 25) * 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> NASTY = List.of(
            "",
            "\0",
            "\n",
            "\r\n",
            "\t",
            " ",
            "=",
            ":",
            "-",
            ",",
            ";",
            "\"",
            "'",
            "\\",
            "{",
            "}",
            "[",
            "]",
            "null",
            "true",
            "-1",
            "0",
            "65536",
            "99999999999999999999",
            "1e400",
            "\u00e4\u20ac\ud83d\ude00",
            "\ud800",
            "%s%n$(id)",
            "a".repeat(5_000),
            "9".repeat(300),
            "[".repeat(3_000));

    private Damaged() {}

    /**
     * Tries one text in many damaged forms.
     *
     * @param reader throws a {@link Problem} if it refuses; whatever else it throws fails the test and names the seed
     */
    public static void everyWay(String whole, ThrowingConsumer<String> reader) {
        int[] outcomes = new int[2];
        assertTimeoutPreemptively(LIMIT, () -> {
            for (int seed = 0; seed < SEEDS; seed++) {
                String text = damage(whole, new Random(seed * 0x9E3779B97F4A7C15L));
                outcomes[understands(reader, text, seed) ? 0 : 1]++;
            }
        });
        assertEquals(SEEDS, outcomes[0] + outcomes[1]);
        assertTrue(outcomes[1] > 0, "nothing was refused: the texts are hardly damaged");
    }

    private static boolean understands(ThrowingConsumer<String> reader, String text, int seed) {
        try {
            reader.accept(text);
            return true;
        } catch (Problem refused) {
            assertFalse(refused.why().isEmpty() && refused.next().isEmpty(), "seed " + seed + ": " + refused.what());
            return false;
        } catch (Throwable other) {
            throw new AssertionError("seed " + seed + " of:\n" + text, other);
        }
    }

    static String damage(String whole, Random random) {
        StringBuilder text = new StringBuilder(whole);
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && text.length() > 0; i++) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + 1 + random.nextInt(random.nextBoolean() ? 3 : 60));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(from, to);
                case 1 -> text.insert(from, text.substring(from, to));
                case 2 -> text.replace(from, to, NASTY.get(random.nextInt(NASTY.size())));
                case 3 -> text.insert(from, NASTY.get(random.nextInt(NASTY.size())));
                case 4 -> text.setCharAt(from, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                default -> text.setLength(from);
            }
        }
        return text.toString();
    }
}
