package dev.carnet.local.command;

import dev.carnet.bench.person.Person;
import dev.carnet.local.doctor.ByHand;
import dev.carnet.local.doctor.Doctor;
import dev.carnet.local.doctor.Finding;
import dev.carnet.local.doctor.Nobody;
import dev.carnet.local.doctor.Report;
import dev.carnet.local.doctor.Row;
import dev.carnet.local.doctor.Scripted;
import dev.carnet.local.doctor.Somebody;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet doctor`: which MCP client would fail at this authorization server, and why.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Play what real MCP clients do against a running authorization server, Carnet or"
                    + " another, and say which of them would fail and why.",
            "",
            "Clients need somebody who signs in: --email and --password for a Carnet, or --browser"
                    + " for any server, which prints a URL to open for each sign-in. Without either,"
                    + " what needs a person is reported as not checked.",
            "",
            "The exit code is 0 when nothing failed, 1 when a client would fail, and with"
                    + " --complete also when anything was not checked."
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "The issuer, or the MCP URL it protects.")
    private String url = "";

    @Option(names = "--email", paramLabel = "EMAIL", description = "Who signs in, at a Carnet.")
    private @Nullable String email;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "Their password; better in CARNET_OWNER_PASSWORD.",
            defaultValue = "${env:CARNET_OWNER_PASSWORD}")
    private @Nullable String password;

    @Option(names = "--browser", description = "Print a URL to open for each sign-in.")
    private boolean browser;

    @Option(
            names = "--resource",
            paramLabel = "URL",
            description = "What tokens are wanted for (default: what the server names first).")
    private @Nullable String resource;

    @Option(
            names = "--refresh-window",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long this server answers a spent refresh token with its successor; 0 for"
                            + " not at all (default: ${DEFAULT-VALUE}). It is waited for once.")
    private long window;

    @Option(
            names = "--client-document",
            paramLabel = "URL",
            description =
                    "A client's metadata document that the server can read. With http on loopback"
                            + " (http://127.0.0.1:0/) the documents are served from here, for a"
                            + " server that reads loopback documents.")
    private @Nullable URI document;

    @Option(names = "--complete", description = "Fail if anything was not checked.")
    private boolean complete;

    @Option(names = "--json", description = "Print one JSON document and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var doctor =
                new Doctor(
                        url,
                        Optional.ofNullable(resource),
                        somebody(),
                        Duration.ofSeconds(window),
                        Thread::sleep,
                        Optional.ofNullable(document));
        Report report = doctor.examine(this::tell);
        spec.commandLine().getOut().println(json ? report.json() : "\n" + report.table());
        return report.failed() > 0 || (complete && report.notChecked() > 0) ? 1 : 0;
    }

    private Somebody somebody() {
        if (email != null && password != null) {
            return new Scripted(new Person(URI.create(url), email, password));
        }
        if (email != null) {
            throw new ParameterException(spec.commandLine(), "--email needs --password");
        }
        return browser ? new ByHand(this::show) : new Nobody();
    }

    private void show(URI page) {
        var err = spec.commandLine().getErr();
        err.println("Open this page in a browser:\n  " + page);
        err.flush();
    }

    /// What fails is told as it comes; the table comes at the end.
    private void tell(Row row) {
        if (!json && row.finding() instanceof Finding.Failed failed) {
            var err = spec.commandLine().getErr();
            err.println(failed.word() + ": " + row.client() + ": " + row.does());
            err.flush();
        }
    }
}
