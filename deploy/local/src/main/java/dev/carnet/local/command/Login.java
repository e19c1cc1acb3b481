package dev.carnet.local.command;

import dev.carnet.local.home.Description;
import dev.carnet.local.login.Browser;
import dev.carnet.local.login.SignIn;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `carnet login`: signs a person in with a browser, for the other commands.
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = {
            "Sign in with a browser, for key, passport and revoke; with --gateway for server and events.",
            "What comes of it is kept in the home folder, readable by you only."
        })
final class Login implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private HomeOption at;

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "Sign in there (default: the Carnet that runs in the home folder).")
    private @Nullable String issuer;

    @Option(
            names = "--gateway",
            description = "Sign in to the gateway's API, for ./carnet server and events.")
    private boolean gateway;

    @Option(
            names = "--mcp",
            paramLabel = "URL",
            description = "With --gateway: its MCP endpoint (default: the one in the home folder).")
    private @Nullable String mcp;

    @Option(names = "--no-browser", description = "Only print the URL to open.")
    private boolean noBrowser;

    @Override
    public Integer call() throws IOException {
        var where = issuer == null ? Description.read(at.home()).issuer() : issuer;
        var signIn = new SignIn(at.home().make(), Clock.systemUTC(), this::show);
        if (gateway) {
            signIn.atGateway(where, endpoint().replaceFirst("/mcp/?$", "/api/v1"));
        } else {
            signIn.at(where);
        }
        spec.commandLine().getOut().println("Signed in at " + where);
        return 0;
    }

    private String endpoint() throws IOException {
        return mcp == null ? Description.read(at.home()).mcp() : mcp;
    }

    private void show(URI url) {
        var out = spec.commandLine().getOut();
        var opened = !noBrowser && Browser.open(url);
        out.println(opened ? "Your browser opens this page:" : "Open this page in a browser:");
        out.println("  " + url);
        out.flush();
    }
}
