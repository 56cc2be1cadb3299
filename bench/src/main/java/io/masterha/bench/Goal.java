package io.masterha.bench;

import java.util.Locale;

/**
 * What a figure should be at most, and whether it is.
 *
 * @param median for the median; infinite if there is no goal
 * @param worst for the worst; infinite if nothing is asked of it
 * @param unit of both, with a space before it where it needs one
 */
public record Goal(double median, double worst, String unit) {
    public static final Goal NONE = new Goal(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, "");

    public static Goal seconds(double median) {
        return new Goal(median, Double.POSITIVE_INFINITY, " s");
    }

    public Goal atWorst(double limit) {
        return new Goal(median, limit, unit);
    }

    /** For the column "met": {@code yes}, {@code **no**}, or {@code -} where nothing is asked. */
    public String met(double measuredMedian, double measuredWorst) {
        if (this.equals(NONE)) {
            return "-";
        }
        return verdict(measuredMedian <= median && measuredWorst <= worst);
    }

    public static String verdict(boolean met) {
        return met ? "yes" : "**no**";
    }

    @Override
    public String toString() {
        if (this.equals(NONE)) {
            return "-";
        }
        return number(median) + unit + (worst < Double.POSITIVE_INFINITY ? ", at worst " + number(worst) + unit : "");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
