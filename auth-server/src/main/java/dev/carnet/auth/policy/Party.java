package dev.carnet.auth.policy;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.RedirectUri;
import java.util.List;
import java.util.stream.Stream;

/// A client as rules look at it.
///
/// @param own whether an admin of the workspace made it, so that it is not unknown
/// @param proven the hosts that say who it is: of its metadata document, else of all its redirect
///   URIs; `localhost` for a person's own machine, empty for an application's scheme
/// @param hosts every host it has to do with
record Party(String clientId, boolean own, List<String> proven, List<String> hosts) {

    static Party of(Client client) {
        return of(client.id(), client.workspace().isPresent(), client.redirectUris());
    }

    /// A client of which nothing is known any more but its id.
    static Party named(String clientId) {
        return of(clientId, false, List.of());
    }

    static Party of(String clientId, boolean own, List<String> redirectUris) {
        List<String> redirects = redirectUris.stream().flatMap(Party::host).distinct().toList();
        List<String> document = host(clientId).filter(host -> !host.isEmpty()).toList();
        return new Party(
                clientId,
                own,
                document.isEmpty() ? redirects : document,
                Stream.concat(document.stream(), redirects.stream()).distinct().toList());
    }

    private static Stream<String> host(String uri) {
        return RedirectUri.of(uri)
                .map(known -> known.isLoopback() ? Domain.LOOPBACK : known.host())
                .stream();
    }
}
