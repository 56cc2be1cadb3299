package io.masterha.node.apply;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the server's own client programs are.
 *
 * @param directory of the programs; empty to search PATH
 * @param libraries where their libraries are; empty for the usual places
 */
public record ClientPlace(String directory, String libraries) {
    /** The client that executes SQL. */
    ClientProgram program(boolean mariadb, List<String> options) {
        List<String> names = mariadb ? List.of("mariadb", "mysql") : List.of("mysql");
        return new ClientProgram(names.stream().map(this::path).toList(), options, libraries);
    }

    private String path(String name) {
        return directory.isEmpty() ? name : Path.of(directory).resolve(name).toString();
    }
}
