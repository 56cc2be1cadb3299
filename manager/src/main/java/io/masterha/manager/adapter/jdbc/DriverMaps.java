package io.masterha.manager.adapter.jdbc;

import com.mysql.cj.conf.DefaultPropertySet;
import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.conf.RuntimeProperty;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.protocol.ServerSession;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets what a connection knows of its settings and of the server's variables take less memory: of thousands of connections these were
 * a quarter of the heap.
 *
 * <p>Its 224 settings move from a hash map to an array by their number; the driver has no way for that, so a field is replaced, and
 * where a later driver does not have it all stays as it is. Names and values of variables, the same on most servers, are kept once.
 */
final class DriverMaps {
    private static final Optional<Field> PROPERTIES = field();

    private DriverMaps() {}

    private static Optional<Field> field() {
        try {
            Field field = DefaultPropertySet.class.getDeclaredField("PROPERTY_KEY_TO_RUNTIME_PROPERTY");
            field.setAccessible(true);
            return Optional.of(field).filter(found -> found.getType() == Map.class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    static boolean areKnown() {
        return PROPERTIES.isPresent();
    }

    /** Nothing may be under way on the connection. */
    static void shrink(Connection connection) {
        if (connection instanceof JdbcConnection driver) {
            shareVariables(driver.getSession().getServerSession());
            if (areKnown() && driver.getPropertySet() instanceof DefaultPropertySet settings) {
                moveToArray(settings, PROPERTIES.orElseThrow());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void moveToArray(DefaultPropertySet settings, Field properties) {
        try {
            Map<PropertyKey, RuntimeProperty<?>> byHash =
                    (Map<PropertyKey, RuntimeProperty<?>>) properties.get(settings);
            Map<PropertyKey, RuntimeProperty<?>> byNumber = new EnumMap<>(PropertyKey.class);
            byNumber.putAll(byHash);
            properties.set(settings, byNumber);
        } catch (IllegalAccessException e) {
            // It takes more memory.
        }
    }

    private static void shareVariables(ServerSession session) {
        Map<String, String> shared = new HashMap<>();
        for (Map.Entry<String, String> variable : session.getServerVariables().entrySet()) {
            String value = variable.getValue();
            shared.put(variable.getKey().intern(), value == null ? value : value.intern());
        }
        session.setServerVariables(shared);
    }
}
