package io.masterha.node.cli;

import io.masterha.binlog.Problem;
import io.masterha.node.NodeError;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Decides between JSON and options, and turns every failure into one line and an exit code. */
public final class CommandLineEntry {
    private static final String JSON = "--json";
    private static final String DEBUG = "--debug";

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    public CommandLineEntry(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs the command that the first argument names; returns the exit code. */
    public int run(String... args) {
        List<String> all = Arrays.asList(args);
        boolean json = all.contains(JSON);
        boolean debug = all.contains(DEBUG);
        try {
            if (!all.isEmpty() && all.get(0).equals(MhaNames.FILTER)) {
                return MhaNames.run(MhaNames.FILTER, Arrays.copyOfRange(args, 1, args.length), in, out, err);
            }
            CommandName name = CommandName.find(all.isEmpty() ? "" : all.get(0));
            return json ? inJson(name, all) : byHand(name, args);
        } catch (Problem e) {
            return failed(e, json, debug);
        } catch (RuntimeException | Error e) {
            Problem problem = Problem.of(NodeError.INTERNAL, "a fault in the program")
                    .why(String.valueOf(e))
                    .next("run again with --debug and report it")
                    .changed("unknown whether anything was changed")
                    .causedBy(e);
            return failed(problem, json, debug);
        }
    }

    private int inJson(CommandName name, List<String> args) {
        for (String arg : args.subList(1, args.size())) {
            if (!arg.equals(JSON) && !arg.equals(DEBUG)) {
                throw Problem.of(NodeError.USAGE, "with --json everything else stands in the document, not in " + arg)
                        .next("leave out " + arg);
            }
        }
        Answer answer = name.answer(in, err::println);
        out.println(JsonMode.success(answer.record()));
        out.flush();
        return answer.exitCode();
    }

    /** In a class of its own, so that a request in JSON does not load picocli: that takes 0.1 s. */
    private int byHand(CommandName name, String... args) {
        String[] options = Arrays.copyOfRange(args, 1, args.length);
        return MhaNames.isOne(args[0])
                ? MhaNames.run(args[0], options, in, out, err)
                : ByHand.run(name, options, in, out, err);
    }

    private int failed(Problem problem, boolean json, boolean debug) {
        if (json) {
            out.println(JsonMode.failure(problem));
            out.flush();
        }
        err.println(problem.sentence());
        if (debug) {
            problem.printStackTrace(err);
        }
        return problem.code().exitCode();
    }
}
