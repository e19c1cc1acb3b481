package dev.carnet.local.command;

import dev.carnet.local.home.Home;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--home`, the same for every command.
final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:CARNET_HOME:-.carnet}",
            description = "Where this Carnet lives (default: CARNET_HOME, else .carnet here).")
    private Path folder = Path.of(".carnet");

    Home home() {
        return Home.at(folder);
    }
}
