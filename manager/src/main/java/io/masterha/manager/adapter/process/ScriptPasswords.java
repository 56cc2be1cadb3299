package io.masterha.manager.adapter.process;

/** How scripts are given passwords: {@code script_passwords}. */
public enum ScriptPasswords {
    /** In arguments, as MHA does: everybody on the machine can read them while the script runs. */
    ARGV,
    /** In a file of mode 0600 that an argument names and that is gone when the script ends. */
    FILE,
    /** As MHA for the scripts that come with it, {@code masterha_*}; in a file for all others. */
    BY_NAME;

    /** The same for one command: never BY_NAME. */
    ScriptPasswords of(String command) {
        if (this != BY_NAME) {
            return this;
        }
        return ScriptCommand.name(command).matches("masterha[_-].*") ? ARGV : FILE;
    }
}
