package dev.carnet.local.command;

import dev.carnet.database.Migrations;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `carnet migrate`: brings the database to this release's schema, as the owner role.
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Bring the database to this release's schema.",
            "The database is the one CARNET_DATABASE_URL names (its owner role), else the one in"
                    + " the home folder."
        })
final class Migrate implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private HomeOption at;

    @Override
    public Integer call() throws IOException {
        try (var database = OwnerDatabase.open(at.home())) {
            int count = Migrations.run(database.source());
            spec.commandLine().getOut().println(count + " migrations applied");
            return 0;
        }
    }
}
