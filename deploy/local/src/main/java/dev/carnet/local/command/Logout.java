package dev.carnet.local.command;

import dev.carnet.local.login.SignOut;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `carnet logout`: ends what `carnet login` began.
@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = {
            "Sign out: the server ends the grant, and the home folder forgets it.",
            "While the server is out of reach nothing is forgotten."
        })
final class Logout implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private HomeOption at;

    @Override
    public Integer call() throws IOException {
        String where = new SignOut(at.home()).end();
        spec.commandLine().getOut().println("Signed out at " + where);
        return 0;
    }
}
