package io.masterha.manager.port;

/**
 * What came first of a script that gives the address to the new source.
 *
 * @param outcome how it ended; done if it goes on
 * @param goesOn whether it runs still, having said that the address is there: {@link Hooks#endOfArrival} waits for it
 */
public record AddressArrival(HookOutcome outcome, boolean goesOn) {}
