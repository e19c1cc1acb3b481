package dev.carnet.shared.fetch;

import java.net.InetAddress;
import java.util.Optional;

/// The one host, beside those of the configuration, that may be in the operator's own network for
/// one fetch: that of a server whose workspace's owner allowed it. What is fetched on behalf of
/// that server may go where the server itself may be called, and nowhere else.
///
/// @param host as a URL has it; none for what anybody may cause
public record Within(Optional<String> host) {

    /// Nothing beside the configuration.
    public static final Within CONFIGURATION = new Within(Optional.empty());

    /// The host of that server, if an owner allowed it.
    public static Within server(String url, boolean privateAllowed) {
        return new Within(
                Optional.of(url)
                        .filter(_ -> privateAllowed)
                        .flatMap(Target::anywhere)
                        .map(Target::host));
    }

    /// The target of that URL, if it is there: at any port, and plain http, too, as for the server.
    Optional<Target> target(String url) {
        return host.flatMap(_ -> Target.anywhere(url)).filter(this::covers);
    }

    /// Whether it may be at that address. Plain http stays in the operator's network.
    boolean admits(Target target, InetAddress address) {
        return covers(target)
                && switch (SpecialAddresses.of(address)) {
                    case PUBLIC -> target.isTls();
                    case INTERNAL -> true;
                    case SPECIAL -> false;
                };
    }

    private boolean covers(Target target) {
        return host.filter(target.host()::equals).isPresent();
    }
}
