package io.masterha.manager.adapter.jdbc;

/** A replica's own settings for an encrypted connection to its source, as its status shows them; empty text is unset. */
record ReplicationTls(
        boolean enabled, String ca, String caPath, String cert, String cipher, String key, boolean verifiesServer) {

    static ReplicationTls from(Row status) {
        return new ReplicationTls(
                status.isOn("Source_SSL_Allowed", "Master_SSL_Allowed"),
                status.text("Source_SSL_CA_File", "Master_SSL_CA_File"),
                status.text("Source_SSL_CA_Path", "Master_SSL_CA_Path"),
                status.text("Source_SSL_Cert", "Master_SSL_Cert"),
                status.text("Source_SSL_Cipher", "Master_SSL_Cipher"),
                status.text("Source_SSL_Key", "Master_SSL_Key"),
                status.isOn("Source_SSL_Verify_Server_Cert", "Master_SSL_Verify_Server_Cert"));
    }

    void addTo(ChangeClauses clauses) {
        clauses.number("SSL", enabled ? 1 : 0);
        clauses.number("SSL_VERIFY_SERVER_CERT", verifiesServer ? 1 : 0);
        addText(clauses, "SSL_CA", ca);
        addText(clauses, "SSL_CAPATH", caPath);
        addText(clauses, "SSL_CERT", cert);
        addText(clauses, "SSL_CIPHER", cipher);
        addText(clauses, "SSL_KEY", key);
    }

    private static void addText(ChangeClauses clauses, String name, String value) {
        if (!value.isEmpty()) {
            clauses.text(name, value);
        }
    }
}
