package io.masterha.manager.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrintDocsTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void the_printed_documents_are_fresh() throws IOException {
        assertEquals(PrintDocs.detection(), Files.readString(DOCS.resolve("detection.md")), "run make docs");
        assertEquals(PrintDocs.configuration(), Files.readString(DOCS.resolve("configuration.md")), "run make docs");
    }
}
