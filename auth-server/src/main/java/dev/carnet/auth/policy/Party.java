package dev.carnet.auth.policy;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientDocuments;
import dev.carnet.auth.client.RedirectUri;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A client as rules look at it.
///
/// @param own whether an admin of the workspace made it, so that it is not unknown
/// @param proven the hosts that say who it is: of its metadata document, else of all its redirect
///   URIs; `localhost` for a person's own machine, empty for an application's scheme
/// @param hosts every host it has to do with
record Party(String clientId, boolean own, List<String> proven, List<String> hosts) {

    private static final Pattern HOST = Pattern.compile("https?://(\\[[^\\]]*\\]|[^/?#:@]+)");

    static Party of(Client client) {
        return of(client.id(), client.workspace().isPresent(), client.redirectUris());
    }

    /// A client of which nothing is known any more but its id.
    static Party named(String clientId) {
        return of(clientId, false, List.of());
    }

    static Party of(String clientId, boolean own, List<String> redirectUris) {
        List<String> redirects = redirectUris.stream().flatMap(Party::host).distinct().toList();
        List<String> document = document(clientId).toList();
        return new Party(
                clientId,
                own,
                document.isEmpty() ? redirects : document,
                Stream.concat(document.stream(), redirects.stream()).distinct().toList());
    }

    /// A document's host, whatever else is in its URL: also of one that nothing could be sent back
    /// to.
    private static Stream<String> document(String clientId) {
        if (!ClientDocuments.isUrl(clientId)) {
            return Stream.empty();
        }
        Matcher authority = HOST.matcher(clientId);
        return host(clientId)
                .findFirst()
                .or(() ->
                        authority.lookingAt() ? Optional.of(authority.group(1)) : Optional.empty())
                .stream();
    }

    private static Stream<String> host(String uri) {
        return RedirectUri.of(uri)
                .map(known -> known.isLoopback() ? Domain.LOOPBACK : known.host())
                .stream();
    }
}
