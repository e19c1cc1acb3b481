package dev.carnet.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Runs PostgreSQL's programs as somebody who is not root, because they refuse root. An ordinary
/// user just runs them; root steps into a user namespace without rights, and where namespaces are
/// forbidden (most containers) becomes user 65534, who owns the data folder then and keeps of
/// root's rights only that of reaching it, wherever it lies.
enum Commoner {
    OURSELVES(""),
    NAMESPACE("unshare -U"),
    NOBODY(
            "setpriv --reuid=65534 --regid=65534 --clear-groups"
                    + " --inh-caps=+dac_override,+dac_read_search"
                    + " --ambient-caps=+dac_override,+dac_read_search");

    private final String prefix;

    Commoner(String prefix) {
        this.prefix = prefix;
    }

    /// The first way that works on this machine.
    static Commoner find() throws IOException {
        return Arrays.stream(values())
                .filter(Commoner::works)
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "PostgreSQL refuses to run as root, and neither unshare -U"
                                        + " nor setpriv works here: run as an ordinary user or"
                                        + " set CARNET_DATABASE_URL"));
    }

    /// Whether a program can be run this way here, and is not root then.
    boolean works() {
        try {
            return Programs.exit(command(List.of("sh", "-c", "test $(id -u) != 0"))) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// The command line that runs this one as a commoner.
    List<String> command(List<String> command) {
        var words = prefix.isEmpty() ? Stream.<String>empty() : Stream.of(prefix.split(" ", -1));
        return Stream.concat(words, command.stream()).toList();
    }

    /// Hands the data folder, with all in it, to the user the programs run as.
    void own(Path data) throws IOException {
        if (this == NOBODY) {
            Programs.run(List.of("chown", "-R", "65534:65534", data.toString()));
        }
    }
}
