package io.masterha.bench.live;

/**
 * A source that is killed, and who is there besides.
 *
 * @param replicas 3 or 16
 * @param throughAddress whether the client writes through a virtual address; else it looks for a server that lets it write
 * @param inMemory whether the data of all servers is in memory: hosts have disks of their own, here all would wait for one
 */
record Crowd(int replicas, boolean throughAddress, boolean inMemory) {
    String title() {
        return "SIGKILL, " + replicas + " replicas, current" + (throughAddress ? "" : ", a client that reconnects")
                + (inMemory ? ", data in memory" : "");
    }

    Crowd of(int others) {
        return new Crowd(others, throughAddress, inMemory);
    }
}
