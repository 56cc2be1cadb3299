package io.masterha.manager.port;

/**
 * Where a server keeps its files, absolute paths on its host; empty where unknown.
 *
 * @param dataDir {@code @@datadir}, without a trailing slash; a running server's working directory
 * @param pidFile {@code @@pid_file}
 * @param binlogDir directory of {@code @@log_bin_basename}; derived on servers that do not know the variable
 * @param relayLogIndex {@code @@relay_log_index}, made absolute against the data directory
 */
public record ServerFiles(String dataDir, String pidFile, String binlogDir, String relayLogIndex) {}
