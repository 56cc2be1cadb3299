package io.masterha.manager.adapter.ssh;

import io.masterha.manager.port.DiskSight;
import java.util.List;

/** The shell script that looks at the file systems below a server, and what its answers mean; it writes nothing. */
final class DiskScript {
    /**
     * Arguments: directories. Prints {@code disk KBYTES ro|rw MOUNT} for each: the room for accounts other than root,
     * and whether it can be written to: a kernel that found an error mounts it {@code ro}, newer ones say {@code
     * emergency_ro} and go on saying {@code rw}. A file system that hangs ends the question after two seconds.
     */
    static final String SCRIPT = """
            fourth() { echo "$4"; }
            limit=
            command -v timeout >/dev/null && limit='timeout 2'
            for dir in "$@"; do
              line=$($limit df -P -k -- "$dir" 2>/dev/null | tail -n 1)
              [ -n "$line" ] || continue
              mount=${line##*% }
              left=$(fourth $line)
              mode=rw
              while read -r device on type options more; do
                [ "$on" = "$mount" ] && case ",$options," in *,ro,* | *,emergency_ro,* | *,shutdown,*) mode=ro ;; *) mode=rw ;; esac
              done < /proc/mounts
              echo "disk $left $mode $mount"
            done
            """;

    /** Less than this is full: one event may need it, and servers wait as soon as a write comes back short. */
    static final long FULL_KBYTES = 64;

    private DiskScript() {}

    static DiskSight judge(String out) {
        List<String[]> lines = out.lines()
                .filter(line -> line.matches("disk \\d{1,18} r[ow] /.*"))
                .map(line -> line.split(" ", 4))
                .toList();
        if (lines.isEmpty()) {
            return new DiskSight(DiskSight.Kind.UNKNOWN, "");
        }
        for (String[] words : lines) {
            if (words[2].equals("ro")) {
                return new DiskSight(DiskSight.Kind.READ_ONLY, words[3] + " is mounted read-only");
            }
        }
        for (String[] words : lines) {
            if (Long.parseLong(words[1]) < FULL_KBYTES) {
                return new DiskSight(DiskSight.Kind.FULL, words[3] + " has " + words[1] + " kB left");
            }
        }
        return new DiskSight(DiskSight.Kind.ROOM, "");
    }
}
