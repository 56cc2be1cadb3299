package io.masterha.manager.cli;

import io.masterha.manager.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints the documents that are made from tables: {@code make docs}. The argument is the directory. */
final class PrintDocs {
    private PrintDocs() {}

    public static void main(String[] arguments) throws IOException {
        Path docs = Path.of(arguments[0]);
        Files.writeString(docs.resolve("detection.md"), detection());
        Files.writeString(docs.resolve("configuration.md"), configuration());
    }

    static String detection() {
        return DetectionText.all();
    }

    static String configuration() {
        StringBuilder text = new StringBuilder();
        text.append("# Configuration\n\n")
                .append("Printed from `ConfigKey` by `make docs`; do not edit.\n\n")
                .append(
                        "The format is MHA's: `[server default]` and a block `[serverN]` per server in the application's file, and\n")
                .append(
                        "`[server default]` in `/etc/masterha_default.cnf` for all applications. A block goes over the application's\n")
                .append(
                        "defaults, those over the global ones. An unknown key is an error. Lines that begin with `#` or `;` are comments,\n")
                .append(
                        "and so is ` ; text` behind a value; `#` within a value belongs to it. One pair of quotes around a value is\n")
                .append("taken off; so a password that ends with a quote is written in another pair of quotes. What\n")
                .append(
                        "`init_conf_load_script` prints as `key=value` goes over the application's defaults, under the blocks. Servers are\n")
                .append(
                        "taken in the order of their numbers (`[server2]` before `[server10]`) if every name ends in one, else as text;\n")
                .append(
                        "the order decides ties. What holds for the application as a whole is taken from the first server. A host\n")
                .append(
                        "name is looked up once, at the start. A `[binlogN]` block names a host that keeps copies of the source's binary\n")
                .append(
                        "log, as `mysqlbinlog --read-from-remote-server --raw --stop-never` makes them, in its `master_binlog_dir`;\n")
                .append(
                        "no database server is looked for there, and in logs and reports it is called by its block. Keys marked *new*\n")
                .append(
                        "are not MHA's. Keys marked *no effect* are read and named by `masterha-check-repl`; compatibility.md says why.\n")
                .append("How one process watches many configurations is told in conf-dir.md.\n\n")
                .append("| Key | Where | Value | Default | Effect |\n|---|---|---|---|---|\n");
        for (ConfigKey key : ConfigKey.values()) {
            text.append("| `")
                    .append(key.key())
                    .append("` | ")
                    .append(key.scope() == ConfigKey.Scope.BLOCK ? "block" : "anywhere")
                    .append(" | ")
                    .append(key.type().expected())
                    .append(" | ")
                    .append(key.byDefault())
                    .append(" | ")
                    .append(key.effect())
                    .append(key.isOurs() ? " (*new*)" : "")
                    .append(key.works() ? "" : " (*no effect*)")
                    .append(" |\n");
        }
        return text.toString();
    }
}
