package io.masterha.manager.config;

/** A password: its text form hides it, so that no log and no message can show it by accident. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
