/** The node commands with all their libraries as one module, so that jlink can put them into their own runtime. */
open module io.masterha.node {
    // What Connector/J and jackson ask of the JDK, and not more.
    requires java.sql;
    requires java.naming;
    requires java.logging;
    requires java.management;
    requires java.security.sasl;
    requires jdk.crypto.ec;
    requires jdk.unsupported;

    exports io.masterha.node;

    provides java.sql.Driver with
            com.mysql.cj.jdbc.Driver;
}
