package dev.carnet.local.command;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import dev.carnet.local.home.Home;
import dev.carnet.local.home.HomeLock;
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
        var url = System.getenv("CARNET_DATABASE_URL");
        int count = url == null ? migrate(at.home()) : Migrations.run(source(url));
        spec.commandLine().getOut().println(count + " migrations applied");
        return 0;
    }

    private static javax.sql.DataSource source(String url) {
        return DatabaseUrl.parse(url).source();
    }

    private static int migrate(Home home) throws IOException {
        try (var _ = HomeLock.take(home.make());
                var database =
                        EmbeddedDatabase.start(
                                home.data(), home.logs().resolve("postgres.log"), 0)) {
            return Migrations.run(database.owner());
        }
    }
}
