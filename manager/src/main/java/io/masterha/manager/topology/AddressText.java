package io.masterha.manager.topology;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Compares names and addresses of hosts as they are written: one IPv6 address can be written in many ways. */
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    static boolean isSame(String one, String other) {
        if (one.equalsIgnoreCase(other)) {
            return true;
        }
        Optional<String> whole = whole(one);
        return whole.isPresent() && whole.equals(whole(other));
    }

    /** All eight groups of an IPv6 address; empty if it is none. */
    private static Optional<String> whole(String text) {
        int gap = text.indexOf("::");
        String[] head = groups(gap < 0 ? text : text.substring(0, gap));
        String[] tail = groups(gap < 0 ? "" : text.substring(gap + 2));
        int missing = GROUPS - head.length - tail.length;
        if (text.indexOf(':') < 0 || (gap < 0 ? missing != 0 : missing < 1)) {
            return Optional.empty();
        }
        String[] all = new String[GROUPS];
        Arrays.fill(all, "0");
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return Arrays.stream(all).allMatch(group -> group.matches("[0-9a-f]{1,4}"))
                ? Optional.of(String.join(
                        ":",
                        Arrays.stream(all)
                                .map(group -> group.replaceFirst("^0+(?=.)", ""))
                                .toList()))
                : Optional.empty();
    }

    /** An IPv4 address at the end stands for two groups. */
    private static String[] groups(String text) {
        String bare = text.toLowerCase(Locale.ROOT);
        String last = bare.substring(bare.lastIndexOf(':') + 1);
        if (last.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            int[] bytes =
                    Arrays.stream(last.split("\\.")).mapToInt(Integer::parseInt).toArray();
            bare = bare.substring(0, bare.length() - last.length())
                    + Integer.toHexString(bytes[0] << 8 | bytes[1]) + ":"
                    + Integer.toHexString(bytes[2] << 8 | bytes[3]);
        }
        return bare.isEmpty() ? new String[0] : bare.split(":", -1);
    }
}
