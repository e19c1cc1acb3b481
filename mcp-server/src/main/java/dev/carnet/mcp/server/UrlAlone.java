package dev.carnet.mcp.server;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/// A server that is registered by its URL alone. One knock without any credential finds out what it
/// is called and how people are told apart there; what nobody found out the answer says, and
/// whoever approves the server sees.
@Singleton
final class UrlAlone {

    private final Discovery discovery;

    UrlAlone(Discovery discovery) {
        this.discovery = discovery;
    }

    /// What is found out at a URL, if nothing but that was said: a server without a name.
    Uni<Optional<Discovered>> found(ApiCall call, ServerRequest request) {
        boolean mcp = request.transport().filter(said -> !said.matches("http|sse")).isEmpty();
        return request.template().isEmpty()
                        && request.name().isEmpty()
                        && request.address().isPresent()
                        && mcp
                ? discovery
                        .at(
                                call,
                                new DiscoverRequest(
                                        request.address().get(), request.privateAllowed()))
                        .map(Optional::of)
                : Uni.createFrom().item(Optional.empty());
    }

    /// The same request with what was found out; what was said stands. A server that wants a key
    /// and does not say whose waits for that of the workspace.
    static ServerRequest completed(ServerRequest request, Discovered found) {
        if (!found.found()) {
            throw Refused.field(
                    "/address",
                    "leads to no MCP server: "
                            + found.detail()
                            + " To register it nevertheless, give a name, its transport and its"
                            + " authentication");
        }
        String address = request.address().orElseThrow();
        return new ServerRequest(
                found.name().filter(UrlAlone::names).or(() -> Optional.of(host(address))),
                request.slug(),
                request.transport().or(found::transport),
                request.address(),
                request.authentication()
                        .or(found::authentication)
                        .or(() -> Optional.of(Authentication.KEY)),
                request.secret(),
                request.limits(),
                request.privateAllowed(),
                request.template(),
                request.variables());
    }

    /// Whether a slug can be made of it.
    private static boolean names(String name) {
        return name.chars().anyMatch(UrlAlone::counts);
    }

    private static boolean counts(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9');
    }

    private static String host(String address) {
        return Optional.ofNullable(URI.create(address).getHost())
                .orElse(address)
                .replaceAll("^(www|mcp|api)\\.(?=.*\\.)|[\\[\\]]", "");
    }
}
