package dev.carnet.shared.fetch;

import dev.carnet.shared.network.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses are the open internet's, and which are not: the special-purpose registries of
/// IANA (RFC 6890, RFC 8190), and where clouds answer questions about themselves.
public final class SpecialAddresses {

    /// What an address is to us.
    public enum Standing {
        /// On the open internet.
        PUBLIC,
        /// In somebody's own network: only where an operator said so.
        INTERNAL,
        /// Never.
        SPECIAL
    }

    private static final List<Cidr> INTERNAL =
            networks(
                    "10.0.0.0/8", // private use, RFC 1918
                    "100.64.0.0/10", // shared address space of carriers, RFC 6598
                    "127.0.0.0/8", // loopback, RFC 1122
                    "172.16.0.0/12", // private use, RFC 1918
                    "192.168.0.0/16", // private use, RFC 1918
                    "::1/128", // loopback, RFC 4291
                    "fc00::/7"); // unique local, RFC 4193

    private static final List<Cidr> SPECIAL =
            networks(
                    "0.0.0.0/8", // this network, RFC 791
                    "100.100.100.200/32", // metadata of Alibaba Cloud
                    "168.63.129.16/32", // metadata of Azure, on a public address
                    "169.254.0.0/16", // link-local and most clouds' metadata, RFC 3927
                    "192.0.0.0/24", // protocol assignments and Oracle's metadata, RFC 6890
                    "192.0.2.0/24", // documentation, RFC 5737
                    "192.31.196.0/24", // AS112, RFC 7535
                    "192.52.193.0/24", // AMT, RFC 7450
                    "192.88.99.0/24", // 6to4 relays, RFC 7526
                    "192.175.48.0/24", // AS112, RFC 7534
                    "198.18.0.0/15", // benchmarks, RFC 2544
                    "198.51.100.0/24", // documentation, RFC 5737
                    "203.0.113.0/24", // documentation, RFC 5737
                    "224.0.0.0/4", // multicast, RFC 5771
                    "240.0.0.0/4", // reserved, RFC 1112, and broadcast, RFC 919
                    "fd00:ec2::/32", // metadata of AWS
                    "fd20:ce::/32", // metadata of Google Cloud
                    "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID, RFC 2928
                    "2001:db8::/32", // documentation, RFC 3849
                    "2002::/16", // 6to4, RFC 3056
                    "2620:4f:8000::/48", // AS112, RFC 7534
                    "3ffe::/16", // 6bone, given back, RFC 3701
                    "3fff::/20"); // documentation, RFC 9637

    /// All that IPv6 has of the open internet (RFC 4291 §2.4). Outside of it lie the unspecified
    /// address, IPv4 in its mapped, compatible and translated forms (RFC 4291, RFC 6052, RFC 8215),
    /// discard (RFC 6666), segment routing (RFC 9602), link-local, site-local (RFC 3879) and
    /// multicast.
    private static final Cidr GLOBAL_UNICAST = Cidr.of("2000::/3").orElseThrow();

    private SpecialAddresses() {}

    /// What that address is.
    public static Standing of(InetAddress address) {
        if (holds(SPECIAL, address)) {
            return Standing.SPECIAL;
        }
        if (holds(INTERNAL, address)) {
            return Standing.INTERNAL;
        }
        return address instanceof Inet6Address && !GLOBAL_UNICAST.contains(address)
                ? Standing.SPECIAL
                : Standing.PUBLIC;
    }

    private static boolean holds(List<Cidr> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<Cidr> networks(String... cidrs) {
        return Stream.of(cidrs).map(cidr -> Cidr.of(cidr).orElseThrow()).toList();
    }
}
