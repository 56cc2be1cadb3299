package io.masterha.manager.adapter.process;

import io.masterha.manager.port.AddressArrival;
import io.masterha.manager.port.HookOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** One run of the script that gives an address to the new source: it may say that it is there, and go on. See ADR 20. */
final class Arrival {
    private final CompletableFuture<AddressArrival> first = new CompletableFuture<>();
    private final CompletableFuture<HookOutcome> end = new CompletableFuture<>();

    private Arrival() {}

    /** @param run runs the script to its end, within its limit, and runs what it is given when the address is there */
    static Arrival begin(Function<Runnable, HookOutcome> run) {
        Arrival arrival = new Arrival();
        AddressArrival goesOn = new AddressArrival(
                new HookOutcome(HookOutcome.Kind.DONE, 0, "it says that the address is there, and goes on"), true);
        Thread thread = new Thread(
                () -> {
                    try {
                        HookOutcome outcome = run.apply(() -> arrival.first.complete(goesOn));
                        arrival.end.complete(outcome);
                        arrival.first.complete(new AddressArrival(outcome, false));
                    } catch (RuntimeException | Error fault) {
                        // Whoever waits would wait for ever.
                        arrival.end.completeExceptionally(fault);
                        arrival.first.completeExceptionally(fault);
                    }
                },
                "address arrives");
        thread.setDaemon(true);
        thread.start();
        return arrival;
    }

    /** That it is there, or how it ended if it does not say so. */
    AddressArrival first() {
        return await(first, outcome -> new AddressArrival(outcome, false));
    }

    /** How it ended. */
    HookOutcome end() {
        return await(end, outcome -> outcome);
    }

    private static <T> T await(CompletableFuture<T> outcome, Function<HookOutcome, T> otherwise) {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise.apply(
                    new HookOutcome(HookOutcome.Kind.OTHER, -1, "the manager was interrupted while it ran"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
