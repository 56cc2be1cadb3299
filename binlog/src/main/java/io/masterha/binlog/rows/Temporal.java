package io.masterha.binlog.rows;

import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Dates and times as the server prints them, zero dates and negative times included.
 *
 * <p>Source: MySQL {@code my_time.cc}: the newer types are big endian and sorted as bytes.
 */
final class Temporal {
    private Temporal() {}

    /** Seconds since 1970 in UTC, with a fraction. */
    static String timestamp(long seconds, long micros, int digits) {
        if (seconds == 0 && micros == 0) {
            return "0000-00-00 00:00:00" + fraction(0, digits);
        }
        LocalDateTime at = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        return format(at.getYear(), at.getMonthValue(), at.getDayOfMonth())
                + String.format(Locale.ROOT, " %02d:%02d:%02d", at.getHour(), at.getMinute(), at.getSecond())
                + fraction(micros, digits);
    }

    static String timestamp2(ByteBuffer value, int digits) {
        long seconds = number(value, 0, 4);
        return timestamp(seconds, micros(value, 4, digits), digits);
    }

    static String dateTime2(ByteBuffer value, int digits) {
        long packed = number(value, 0, 5) - 0x8000000000L;
        long months = packed >> 22;
        return format((int) (months / 13), (int) (months % 13), (int) ((packed >> 17) & 31))
                + String.format(Locale.ROOT, " %02d:%02d:%02d", (packed >> 12) & 31, (packed >> 6) & 63, packed & 63)
                + fraction(micros(value, 5, digits), digits);
    }

    static String time2(ByteBuffer value, int digits) {
        long packed;
        if (digits >= 5) {
            packed = number(value, 0, 6) - 0x800000000000L;
        } else {
            int bytes = (digits + 1) / 2;
            long whole = number(value, 0, 3) - 0x800000L;
            long part = bytes == 0 ? 0 : number(value, 3, bytes);
            if (whole < 0 && part > 0) {
                whole++;
                part -= 1L << (8 * bytes);
            }
            packed = whole * (1L << 24) + part * (bytes == 1 ? 10_000 : 100);
        }
        long positive = Math.abs(packed);
        long clock = positive >> 24;
        return (packed < 0 ? "-" : "")
                + clock((clock >> 12) & 1023, (clock >> 6) & 63, clock & 63)
                + fraction(positive & 0xFFFFFF, digits);
    }

    /** Three bytes, little endian: day 5 bits, month 4, year 15. */
    static String date(long packed) {
        return format((int) (packed >> 9), (int) ((packed >> 5) & 15), (int) (packed & 31));
    }

    /** Before MySQL 5.6.4: the digits of hours, minutes and seconds as one number. */
    static String oldTime(int digits) {
        int positive = Math.abs(digits);
        return (digits < 0 ? "-" : "") + clock(positive / 10_000, positive / 100 % 100, positive % 100);
    }

    static String oldDateTime(long digits) {
        long date = digits / 1_000_000;
        long time = digits % 1_000_000;
        return format((int) (date / 10_000), (int) (date / 100 % 100), (int) (date % 100))
                + " "
                + clock(time / 10_000, time / 100 % 100, time % 100);
    }

    private static String clock(long hours, long minutes, long seconds) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", hours, minutes, seconds);
    }

    private static String format(int year, int month, int day) {
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
    }

    /** The fraction behind the seconds is stored in hundredths, ten thousandths or millionths. */
    private static long micros(ByteBuffer value, int at, int digits) {
        int bytes = (digits + 1) / 2;
        long part = number(value, at, bytes);
        return switch (bytes) {
            case 1 -> part * 10_000;
            case 2 -> part * 100;
            default -> part;
        };
    }

    private static String fraction(long micros, int digits) {
        return digits == 0
                ? ""
                : "." + String.format(Locale.ROOT, "%06d", micros).substring(0, Math.min(6, digits));
    }

    private static long number(ByteBuffer value, int at, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = (number << 8) | (value.get(at + i) & 0xFF);
        }
        return number;
    }
}
