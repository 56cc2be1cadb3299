package io.masterha.manager.adapter.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.masterha.binlog.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TailFetchTest {
    @Test
    void the_logs_behind_the_first_are_those_that_the_host_has() throws Exception {
        Host host = new Host(name -> name.matches("b[.](999998|999999|1000000)"), Map.of());
        assertEquals(
                List.of("b.999998", "b.999999", "b.1000000"), TailFetch.following(host, "/d", "b.999998", "host s1"));
    }

    @Test
    void a_connection_that_breaks_between_two_logs_is_not_the_end_of_the_log() throws Exception {
        for (int answer : List.of(
                ChannelSftp.SSH_FX_FAILURE,
                ChannelSftp.SSH_FX_CONNECTION_LOST,
                ChannelSftp.SSH_FX_NO_CONNECTION,
                ChannelSftp.SSH_FX_PERMISSION_DENIED)) {
            Host host = new Host(name -> name.equals("b.000001"), Map.of("b.000002", answer));
            Problem problem = assertThrows(Problem.class, () -> TailFetch.following(host, "/d", "b.000001", "host s1"));
            assertTrue(problem.sentence().contains("b.000002"), problem.sentence());
        }
    }

    @Test
    void more_logs_than_are_read_are_no_complete_log() throws Exception {
        Host host = new Host(name -> true, Map.of());
        assertThrows(Problem.class, () -> TailFetch.following(host, "/d", "b.000001", "host s1"));
    }

    /** Answers for the files of one host; what it does not have it denies, unless it is told to fail. */
    private static final class Host extends ChannelSftp {
        private final Predicate<String> has;
        private final Map<String, Integer> failures;

        Host(Predicate<String> has, Map<String, Integer> failures) throws Exception {
            this.has = has;
            this.failures = failures;
        }

        @Override
        public SftpATTRS stat(String path) throws SftpException {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (has.test(name)) {
                return new SftpATTRS();
            }
            throw new SftpException(failures.getOrDefault(name, SSH_FX_NO_SUCH_FILE), name);
        }
    }
}
