package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which characters the bytes of a text column stand for, by the server's number of a collation or name of a character set. */
final class Collations {
    static final int BINARY = 63;
    private static final Map<Integer, String> NAMES = new HashMap<>();
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            Map.entry("utf8", "UTF-8"),
            Map.entry("utf8mb3", "UTF-8"),
            Map.entry("utf8mb4", "UTF-8"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("ascii", "US-ASCII"),
            Map.entry("ucs2", "UTF-16BE"),
            Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"),
            Map.entry("utf32", "UTF-32BE"),
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("cp866", "IBM866"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("tis620", "TIS-620"),
            Map.entry("sjis", "Shift_JIS"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("ujis", "EUC-JP"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("gbk", "GBK"),
            Map.entry("gb2312", "GB2312"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("big5", "Big5"));

    static {
        range("utf8mb3", 33, 83, 76);
        between("utf8mb3", 192, 223);
        range("utf8mb4", 45, 46);
        between("utf8mb4", 224, 247);
        between("utf8mb4", 255, 323);
        range("latin1", 5, 8, 15, 31, 47, 48, 49, 94);
        range("ascii", 11, 65);
        range("ucs2", 35, 90, 159);
        between("ucs2", 128, 151);
        range("utf16", 54, 55);
        between("utf16", 101, 124);
        range("utf16le", 56, 62);
        range("utf32", 60, 61);
        between("utf32", 160, 183);
        range("latin2", 2, 9, 21, 27, 77);
        range("latin5", 30, 78);
        range("latin7", 20, 41, 42, 79);
        range("greek", 25, 70);
        range("hebrew", 16, 71);
        range("cp1250", 26, 34, 44, 66, 99);
        range("cp1251", 14, 23, 50, 51, 52);
        range("cp1256", 57, 67);
        range("cp1257", 29, 58, 59);
        range("koi8r", 7, 74);
        range("koi8u", 22, 75);
        range("cp866", 36, 68);
        range("cp850", 4, 80);
        range("cp852", 40, 81);
        range("tis620", 18, 89);
        range("sjis", 13, 88);
        range("cp932", 95, 96);
        range("ujis", 12, 91);
        range("euckr", 19, 85);
        range("gbk", 28, 87);
        range("gb2312", 24, 86);
        between("gb18030", 248, 250);
        range("big5", 1, 84);
        // MariaDB 10.10 and later: 256 numbers for each of these.
        between("utf8mb3", 2048, 2303);
        between("utf8mb4", 2304, 2559);
        between("ucs2", 2560, 2815);
        between("utf16", 2816, 3071);
        between("utf32", 3072, 3327);
    }

    private Collations() {}

    private static void range(String name, int... numbers) {
        for (int number : numbers) {
            NAMES.put(number, name);
        }
    }

    private static void between(String name, int first, int last) {
        for (int number = first; number <= last; number++) {
            NAMES.put(number, name);
        }
    }

    /** Java's charset for a collation; empty for binary and for what is not known. */
    static Optional<Charset> charset(int collation) {
        return Optional.ofNullable(NAMES.get(collation)).flatMap(Collations::charset);
    }

    /** Java's charset for a character set of the server. */
    static Optional<Charset> charset(String name) {
        return Optional.ofNullable(JAVA_NAMES.get(name.toLowerCase(Locale.ROOT)))
                .filter(Charset::isSupported)
                .map(Charset::forName);
    }

    /** The text, if all bytes stand for characters; what is not known is tried as UTF-8. */
    static Optional<String> text(byte[] bytes, Optional<Charset> charset) {
        try {
            return Optional.of(charset.orElse(StandardCharsets.UTF_8)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
