package io.masterha.manager.cli;

import io.masterha.manager.cli.fleet.Fleet;
import io.masterha.manager.cli.manage.Manage;
import io.masterha.manager.cli.start.ManagerOptions;
import io.masterha.manager.cli.status.Explain;

/** masterha-manager: for one cluster, for all of a directory, or an explanation of what was done. */
final class ManagerCommand {
    private ManagerCommand() {}

    static int run(ManagerOptions options) {
        if (options.confDir.isPresent()) {
            return Fleet.run(options, options.confDir.get());
        }
        return options.explain ? Explain.run(options) : Manage.run(options);
    }
}
