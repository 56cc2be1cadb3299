package io.masterha.it.badinput;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One row of the table: what is wrong with a server, and what the check must say.
 *
 * @param name a clause for the test's name
 * @param begin makes it so
 * @param end mends it
 * @param change what the configuration is instead
 * @param exit 0 if it only weakens the guarantee, 1 if a failover would not work
 * @param says words that must stand in the output
 */
record Weakness(String name, Runnable begin, Runnable end, UnaryOperator<String> change, int exit, List<String> says) {
    static Weakness of(String name, Runnable begin, Runnable end) {
        return new Weakness(name, begin, end, UnaryOperator.identity(), 0, List.of());
    }

    /** One that stands in the configuration. */
    static Weakness in(String name, UnaryOperator<String> change) {
        return new Weakness(name, () -> {}, () -> {}, change, 0, List.of());
    }

    Weakness fails() {
        return new Weakness(name, begin, end, change, 1, says);
    }

    Weakness says(String... words) {
        return new Weakness(name, begin, end, change, exit, List.of(words));
    }
}
