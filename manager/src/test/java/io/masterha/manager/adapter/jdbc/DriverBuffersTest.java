package io.masterha.manager.adapter.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** That the driver still has what is replaced in it, buffers and maps. */
class DriverBuffersTest {
    @Test
    void the_driver_has_the_fields_of_its_output_buffers() {
        assertTrue(
                DriverBuffers.areKnown(),
                "a new Connector/J? 57 MB more for 500 clusters until DriverBuffers knows it");
    }

    @Test
    void the_driver_has_the_map_of_its_settings() {
        assertTrue(DriverMaps.areKnown(), "a new Connector/J? 25 MB more for 500 clusters until DriverMaps knows it");
    }
}
