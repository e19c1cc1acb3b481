package dev.carnet.mcp.caller;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which `Host` and `Origin` values this server answers to. Both are parsed and compared exactly,
/// so that neither DNS rebinding nor a look-alike name reaches a tool.
public final class Hosts {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Set<Authority> hosts = new HashSet<>();
    private final Set<String> hostsOnAnyPort = new HashSet<>();
    private final Set<String> origins = new HashSet<>();
    private final int defaultPort;

    /// The names of one server.
    ///
    /// @param publicUrl where clients find it
    /// @param listenHost the address it listens on; a loopback one is known by every loopback name
    /// @param moreHosts `name` for any port or `name:port`
    /// @param moreOrigins origins beside its own, as browsers send them
    public Hosts(
            URI publicUrl,
            String listenHost,
            int listenPort,
            List<String> moreHosts,
            List<String> moreOrigins) {
        defaultPort = Authority.defaultPort(publicUrl.getScheme());
        hosts.add(Authority.of(publicUrl));
        origins.add(origin(publicUrl.getScheme(), Authority.of(publicUrl)));
        for (String name : LOOPBACK.contains(listenHost) ? LOOPBACK : Set.of(listenHost)) {
            var listening = new Authority(name, Optional.of(listenPort));
            hosts.add(listening);
            origins.add(origin("http", listening));
        }
        moreHosts.forEach(this::addHost);
        moreOrigins.forEach(this::addOrigin);
    }

    /// Whether the `Host` of a request names this server.
    public boolean knowsHost(String header) {
        return Authority.parse(header).filter(this::knows).isPresent();
    }

    /// Whether the `Origin` of a request may call this server.
    public boolean knowsOrigin(String header) {
        return Authority.ofOrigin(header)
                .map(authority -> origin(header.substring(0, header.indexOf(':')), authority))
                .filter(origins::contains)
                .isPresent();
    }

    private boolean knows(Authority authority) {
        return hostsOnAnyPort.contains(authority.host())
                || hosts.contains(authority.orPort(defaultPort));
    }

    private void addHost(String text) {
        var authority =
                Authority.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("not a host: " + text));
        if (authority.port().isPresent()) {
            hosts.add(authority);
        } else {
            hostsOnAnyPort.add(authority.host());
        }
    }

    private void addOrigin(String text) {
        var authority =
                Authority.ofOrigin(text)
                        .orElseThrow(() -> new IllegalArgumentException("not an origin: " + text));
        origins.add(origin(text.substring(0, text.indexOf(':')), authority));
    }

    private static String origin(String scheme, Authority authority) {
        return scheme
                + "://"
                + authority.host()
                + ":"
                + authority.port().orElse(Authority.defaultPort(scheme));
    }
}
