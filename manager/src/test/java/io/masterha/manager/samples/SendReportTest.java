package io.masterha.manager.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** send_report sends what it is given, byte for byte, and shows no secret on a command line. */
class SendReportTest extends SampleScript {
    @Test
    void a_report_goes_by_mail_and_to_a_webhook_whose_address_is_on_no_command_line() throws Exception {
        settings("MAIL_TO=dba@example.com\nWEBHOOK_URL=https://chat.example.com/secret\n");
        program("sendmail", "cat >$HOME/mail");
        program("curl", """
                echo curl "$@" >>$HOME/calls
                while [ "$1" != --config ]; do shift; done
                cat "$2" >$HOME/config; cat >$HOME/json
                """);
        String[] words = {
            "--orig_master_host=db1",
            "--new_master_host=db2",
            "--new_slave_hosts=db3,db4",
            "--conf=/etc/app1.cnf",
            "--subject=app1: \"it\" is `done`\nBcc: evil@example.com",
            "--body=first $HOME \\ line\nsecond\tline"
        };
        assertEquals(0, run("send_report", words), printed::toString);
        assertEquals("""
                From: masterha
                To: dba@example.com
                Subject: app1: "it" is `done` Bcc: evil@example.com
                Content-Type: text/plain; charset=utf-8

                first $HOME \\ line
                second\tline
                """, text("mail"));
        assertEquals("url = \"https://chat.example.com/secret\"\n", text("config"));
        assertFalse(calls().contains("secret"), calls());
        Map<String, Object> json = JSON.std.mapFrom(text("json"));
        assertEquals("first $HOME \\ line\nsecond\tline", json.get("body"));
        assertEquals("db3,db4", json.get("followers"));
        program("curl", "exit 22");
        assertEquals(1, run("send_report", words));
        settings("");
        assertEquals(1, run("send_report", words));
        assertTrue(printed.get(0).contains("nobody to send to"), printed::toString);
    }
}
