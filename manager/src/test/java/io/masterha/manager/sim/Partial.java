package io.masterha.manager.sim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A strict fake that has only those methods of a port that its object has: any other call is an error. */
final class Partial {
    private Partial() {}

    static <T> T of(Class<T> port, Object object) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, asked, values) -> {
                    Method found;
                    try {
                        found = object.getClass().getDeclaredMethod(asked.getName(), asked.getParameterTypes());
                    } catch (NoSuchMethodException e) {
                        throw new AssertionError(port.getSimpleName() + "." + asked.getName() + " is not expected", e);
                    }
                    found.setAccessible(true);
                    try {
                        return found.invoke(object, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
