package io.masterha.node.source;

import java.util.List;

/** The packets that answer a command: OK, error, and a result set of one row of text. */
final class Answers {
    private static final int VAR_STRING = 0xFD;
    private static final int UTF8 = 33;
    private static final int AUTOCOMMIT = 2;

    private Answers() {}

    static byte[] ok() {
        return new Payload().number(0, 3).number(AUTOCOMMIT, 2).number(0, 2).bytes();
    }

    static byte[] eof() {
        return new Payload().number(0xFE, 1).number(0, 2).number(AUTOCOMMIT, 2).bytes();
    }

    static byte[] error(int code, String state, String message) {
        return new Payload()
                .number(0xFF, 1)
                .number(code, 2)
                .text("#" + state)
                .text(message)
                .bytes();
    }

    static byte[] columnCount(int count) {
        return new Payload().number(count, 1).bytes();
    }

    static byte[] column(String name) {
        return new Payload()
                .counted("def")
                .counted("")
                .counted("")
                .counted("")
                .counted(name)
                .counted(name)
                .number(12, 1)
                .number(UTF8, 2)
                .number(1024, 4)
                .number(VAR_STRING, 1)
                .number(0, 2)
                .number(0, 1)
                .number(0, 2)
                .bytes();
    }

    /** A row of text; the empty list stands for one SQL NULL. */
    static byte[] row(List<String> values) {
        Payload row = new Payload();
        if (values.isEmpty()) {
            row.number(0xFB, 1);
        }
        values.forEach(row::counted);
        return row.bytes();
    }
}
