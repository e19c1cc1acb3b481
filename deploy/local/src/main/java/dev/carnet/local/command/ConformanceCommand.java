package dev.carnet.local.command;

import dev.carnet.local.conformance.Conformance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `carnet conformance`: the official suite and foreign clients against a Carnet of its own.
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = {
            "Check Carnet with the official MCP conformance suite, with clients that nobody here"
                    + " wrote, and with the doctor.",
            "",
            "Starts a Carnet of its own in a temporary folder (or in --home), without touching one"
                    + " that runs. Needs Node 22 or newer (on the PATH, in CARNET_NODE, or on Linux"
                    + " x86-64 fetched by npm) and keeps npm's packages in CARNET_CACHE (default:"
                    + " your cache folder).",
            "",
            "Ends with how many checks passed, failed and were skipped; only 0 failed and 0 skipped"
                    + " is success."
        })
final class ConformanceCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private TemporaryHome at;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var scripts = Path.of(System.getProperty("carnet.root", ".")).resolve("deploy/conformance");
        var counts = at.use(home -> Conformance.prepare(scripts, home).run());
        spec.commandLine().getOut().println(counts);
        return counts.clean() ? 0 : 1;
    }
}
