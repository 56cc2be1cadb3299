package io.masterha.node.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextFilterTest {
    private static final String HEAD = """
            /*!50530 SET @@SESSION.PSEUDO_SLAVE_MODE=1*/;
            DELIMITER /*!*/;
            # at 4
            #261121 11:26:05 server id 1  end_log_pos 126 CRC32 0x802cd01d \tStart: binlog v 4, server v 9.7.4 created 261121
            """;
    private static final String START = """
            ROLLBACK/*!*/;
            BINLOG '
            eHh4eHh4
            eHh4
            '/*!*/;
            """;
    private static final String BODY = """
            # at 126
            #261121 11:26:05 server id 1  end_log_pos 200 \tQuery\tthread_id=3\texec_time=0\terror_code=0
            BEGIN
            /*!*/;
            # at 200
            #261121 11:26:05 server id 1  end_log_pos 300 \tQuery\tthread_id=3\texec_time=0\terror_code=0
            INSERT INTO t VALUES ('Start: binlog')
            /*!*/;
            # at 300
            ROLLBACK
            /*!*/;
            BINLOG '
            row event
            '/*!*/;
            DELIMITER ;
            # End of log file
            """;
    private static final String ADDED = "ROLLBACK /* added by mysqlbinlog */;\n";
    private static final String TAIL = "/*!50003 SET COMPLETION_TYPE=@OLD_COMPLETION_TYPE*/;\n";

    private static byte[] filtered(byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextFilter.copy(new ByteArrayInputStream(text), out);
        return out.toByteArray();
    }

    private static String filtered(String text) throws IOException {
        return new String(filtered(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void the_rollback_and_the_binlog_statement_of_the_start_event_and_the_added_rollback_are_taken_out()
            throws IOException {
        assertEquals(HEAD + BODY + TAIL, filtered(HEAD + START + BODY + ADDED + TAIL));
    }

    @Test
    void of_several_added_rollbacks_only_the_one_at_the_very_end_is_taken_out() throws IOException {
        String another = "# at 4\n#261121 x\n";
        assertEquals(BODY + ADDED + another + BODY + TAIL, filtered(BODY + ADDED + another + BODY + ADDED + TAIL));
    }

    @Test
    void a_start_event_behind_the_tenth_event_is_left_alone() throws IOException {
        String ten = "# at 9\nSELECT 1\n".repeat(10);
        assertEquals(ten + HEAD + START, filtered(ten + HEAD + START));
        assertEquals(ten.substring(0, 45) + HEAD, filtered(ten.substring(0, 45) + HEAD + START));
    }

    @Test
    void bytes_that_are_no_text_and_a_last_line_without_end_stay_as_they_are() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, '\n', (byte) 0xe4, '\r', '\n', 'x'};
        assertArrayEquals(bytes, filtered(bytes));
        assertEquals("", filtered(""));
    }
}
