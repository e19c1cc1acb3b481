package dev.carnet.mcp.upstream;

import dev.carnet.shared.fetch.SpecialAddresses;
import dev.carnet.shared.fetch.Target;
import java.net.InetAddress;
import java.util.Optional;

/// A server behind the gateway, as it is reached.
///
/// @param serverId its id in the registry: what is remembered about it is kept under both ids
/// @param address the URL of its endpoint; for `STDIO` a name in the server's configuration file
/// @param privateAllowed whether the workspace's owner allows its host to have private addresses,
///   and plain http there
public record Destination(
        String workspace,
        String serverId,
        Transport transport,
        String address,
        Bounds bounds,
        boolean privateAllowed) {

    /// What speaks against it before anything is looked up: for whoever registers a server.
    public Optional<String> objection() {
        if (transport == Transport.STDIO) {
            return address.matches("[a-z0-9][a-z0-9-]{0,62}")
                    ? Optional.empty()
                    : Optional.of("A stdio server is named by letters, digits and hyphens.");
        }
        Optional<Target> target = Target.anywhere(address);
        if (target.isEmpty()) {
            return Optional.of("The address is not an http or https URL with one reading.");
        }
        if (!target.get().isTls() && !privateAllowed) {
            return Optional.of("https is needed, unless the host is allowed as a private one.");
        }
        return target.get().literal().filter(literal -> !admits(literal)).isPresent()
                ? Optional.of("That address is not one to connect to.")
                : Optional.empty();
    }

    /// The same for a host that no owner let in.
    public Destination elsewhere() {
        return new Destination(workspace, serverId, transport, address, bounds, false);
    }

    /// Whether a connection may go to that address. Plain http stays in the operator's network.
    boolean admits(InetAddress at) {
        boolean tls = address.startsWith("https://");
        return switch (SpecialAddresses.of(at)) {
            case PUBLIC -> tls;
            case INTERNAL -> privateAllowed;
            case SPECIAL -> false;
        };
    }
}
