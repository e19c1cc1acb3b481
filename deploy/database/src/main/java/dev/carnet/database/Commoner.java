package dev.carnet.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs PostgreSQL's programs as somebody who is not root, because they refuse root. An ordinary
/// user just runs them; root steps into a user namespace without rights, and where namespaces are
/// forbidden (most containers) becomes `nobody`, who is then given the folders.
enum Commoner {
    OURSELVES(""),
    NAMESPACE("unshare -U"),
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private final String prefix;

    Commoner(String prefix) {
        this.prefix = prefix;
    }

    /// The first way that works on this machine.
    static Commoner find() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return OURSELVES;
        }
        for (var way : List.of(NAMESPACE, NOBODY)) {
            if (way.works()) {
                return way;
            }
        }
        throw new IOException(
                "PostgreSQL refuses to run as root, and neither unshare -U nor setpriv works"
                        + " here: run as an ordinary user or set CARNET_DATABASE_URL");
    }

    /// The command line that runs this one as a commoner.
    List<String> command(List<String> command) {
        var words = prefix.isEmpty() ? Stream.<String>empty() : Stream.of(prefix.split(" ", -1));
        return Stream.concat(words, command.stream()).toList();
    }

    /// Hands these files and folders, with all in them, to the user the programs run as.
    void own(Path... paths) throws IOException {
        if (this != NOBODY) {
            return;
        }
        var command = new ArrayList<>(List.of("chown", "-R", "65534:65534"));
        for (var path : paths) {
            if (Files.exists(path)) {
                command.add(path.toString());
            }
        }
        Programs.run(command);
        var seen = Programs.exit(command(List.of("test", "-r", paths[0].toString())));
        if (seen != 0) {
            throw new IOException(
                    "PostgreSQL refuses to run as root, and user nobody cannot enter "
                            + paths[0]
                            + ": use --home with a folder others may enter");
        }
    }

    private boolean works() {
        try {
            return Programs.exit(command(List.of("true"))) == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
