package dev.carnet.local.doctor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One examination, top to bottom.
///
/// @param named an issuer, or an MCP endpoint that names its issuer
/// @param resource what tokens are wanted for; else what the server names first
/// @param person who signs in
/// @param window how long a spent refresh token is answered with its successor
/// @param pause waits for that long
/// @param document where documents of clients can be put
public record Doctor(
        String named,
        Optional<String> resource,
        Somebody person,
        Duration window,
        Pause pause,
        Optional<URI> document) {

    /// Plays every client, one after the other.
    ///
    /// @param told of each row as it comes
    public Report examine(Consumer<Row> told) throws IOException, InterruptedException {
        if (document.isEmpty()) {
            return examine(told, Optional.empty());
        }
        try (var documents = Documents.at(document.get())) {
            return examine(told, Optional.of(documents));
        }
    }

    private Report examine(Consumer<Row> told, Optional<Documents> documents)
            throws IOException, InterruptedException {
        var patient = admit(documents);
        var rows = new ArrayList<Row>();
        for (Check check : checks()) {
            var row = check.run(patient);
            rows.add(row);
            told.accept(row);
        }
        return new Report(patient.issuer(), patient.resource(), List.copyOf(rows));
    }

    static List<Check> checks() {
        return Stream.of(
                        MetadataChecks.all(),
                        RedirectChecks.all(),
                        ResourceChecks.all(),
                        TokenChecks.all(),
                        DocumentChecks.all())
                .flatMap(List::stream)
                .toList();
    }

    private Patient admit(Optional<Documents> documents) throws IOException, InterruptedException {
        var wire = new Wire();
        try {
            var found = Discovery.of(named, wire);
            String wanted = resource.orElse(found.resource());
            Complaint.unless(
                    !wanted.isEmpty(),
                    "the server names no protected resource: say which one with --resource");
            Discovery.url(wanted);
            var scopes = Discovery.scopes(Discovery.resource(wanted, wire));
            return new Patient(
                    wire,
                    found.issuer(),
                    wanted,
                    String.join(" ", scopes),
                    found.metadata(),
                    person,
                    window,
                    pause,
                    documents);
        } catch (Complaint complaint) {
            throw new IOException(
                    Wire.printable(String.valueOf(complaint.getMessage())), complaint);
        }
    }
}
