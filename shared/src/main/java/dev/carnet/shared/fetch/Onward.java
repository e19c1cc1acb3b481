package dev.carnet.shared.fetch;

import java.net.URI;
import java.util.Optional;

/// Where an MCP server sends a request on to. Many answer at `/mcp` with 307 to `/mcp/`. That is
/// followed where method and body stay what they are (307 and 308, RFC 9110 §15.4.8 and §15.4.9),
/// to the scheme, host and port the request went to, a few times; nothing else is.
public final class Onward {

    /// How often one request is sent on at most.
    public static final int HOPS = 3;

    private static final int TEMPORARY = 307;
    private static final int PERMANENT = 308;

    private Onward() {}

    /// Where to send the same request, if that is followed.
    ///
    /// @param from the URL that answered
    /// @param location as it stands in the answer
    public static Optional<String> of(String from, int status, Optional<String> location) {
        return status == TEMPORARY || status == PERMANENT
                ? location.flatMap(said -> within(from, said))
                : Optional.empty();
    }

    /// What is said there, seen from that URL, if it is at the same scheme, host and port.
    public static Optional<String> within(String from, String said) {
        Optional<String> home = Target.anywhere(from).map(Target::origin);
        return resolved(from, said)
                .filter(target -> home.filter(target.origin()::equals).isPresent())
                .map(Target::text);
    }

    /// The same wherever it leads, without its query, for people to read.
    public static Optional<String> shown(String from, String said) {
        return resolved(from, said).map(target -> target.origin() + target.path());
    }

    private static Optional<Target> resolved(String from, String said) {
        try {
            return Target.anywhere(URI.create(from).resolve(said).toString());
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }
}
