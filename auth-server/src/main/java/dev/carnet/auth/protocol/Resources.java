package dev.carnet.auth.protocol;

import dev.carnet.shared.startup.Addresses;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The protected resources this issuer knows, and which of them a request means (RFC 8707).
///
/// @param mcp the default resource: the MCP endpoint
/// @param authApi the REST API of auth-server
/// @param mcpApi the REST API of mcp-server
/// @param others resource servers of others, which check tokens themselves
/// @param byOrigin whether a request that names the origin of the MCP endpoint means the endpoint
public record Resources(
        String mcp, String authApi, String mcpApi, List<String> others, boolean byOrigin) {

    /// Every identifier.
    public List<String> all() {
        return Stream.concat(Stream.of(mcp, authApi, mcpApi), others.stream()).toList();
    }

    /// The resource a request names; missing means the default one, unknown `invalid_target`.
    public String named(Parameters parameters) {
        return namedIn(parameters).orElse(mcp);
    }

    /// The resource a request names, if it names one. A token has one audience, so two different
    /// ones are `invalid_target` (RFC 8707 §2).
    public Optional<String> namedIn(Parameters parameters) {
        List<String> found =
                parameters.all("resource").stream().map(this::meant).distinct().toList();
        if (found.size() > 1) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "A token is for one resource only.");
        }
        return found.stream().findFirst();
    }

    /// What a request means. Some clients name the origin although the metadata says more; what
    /// they get is a token for the endpoint below it, never for the whole origin.
    private String meant(String named) {
        boolean origin = byOrigin && comparable(named).equals(comparable(Addresses.origin(mcp)));
        return origin ? mcp : find(named);
    }

    /// The identifier that is meant: scheme and host in any case, with or without one trailing
    /// slash, otherwise character by character.
    public String find(String named) {
        return known(named)
                .orElseThrow(
                        () -> Refusal.of(ErrorCode.INVALID_TARGET, "The resource is not known."));
    }

    /// The same, if there is such a resource.
    public Optional<String> known(String named) {
        return all().stream()
                .filter(known -> comparable(known).equals(comparable(named)))
                .findFirst()
                .or(() -> toolset(comparable(named)));
    }

    /// Toolsets are resources of their own below the MCP endpoint. Whether there is one at that
    /// place is asked when a person, and with it a workspace, is known.
    private Optional<String> toolset(String comparable) {
        String below = comparable(mcp);
        return Optional.of(comparable)
                .filter(one -> one.startsWith(below))
                .map(one -> mcp + one.substring(below.length()))
                .filter(one ->
                        ToolsetPlace.of(one).filter(place -> place.isBelow(mcp)).isPresent());
    }

    /// Whether a client that may reach some resources may reach that one: a toolset is a part of
    /// the endpoint.
    public boolean reaches(List<String> open, String resource) {
        return open.contains(resource)
                || (open.contains(mcp)
                        && ToolsetPlace.of(resource)
                                .filter(place -> place.isBelow(mcp))
                                .isPresent());
    }

    private static String comparable(String uri) {
        int host = uri.indexOf("://");
        int path = host < 0 ? -1 : uri.indexOf('/', host + 3);
        String origin = path < 0 ? uri : uri.substring(0, path);
        String rest = path < 0 ? "" : uri.substring(path);
        String trimmed = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        return origin.toLowerCase(Locale.ROOT) + trimmed;
    }
}
