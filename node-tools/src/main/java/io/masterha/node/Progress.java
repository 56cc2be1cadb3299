package io.masterha.node;

/** Where a command tells what it is doing, one sentence at a time; never a password. */
@FunctionalInterface
public interface Progress {
    void line(String sentence);
}
