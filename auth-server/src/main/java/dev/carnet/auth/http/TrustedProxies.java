package dev.carnet.auth.http;

import dev.carnet.shared.network.Cidr;
import dev.carnet.shared.startup.RefusedToStart;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whose word about the sender of a request counts: proxies in these networks, and nobody by
/// default. Of the addresses they name, the last one that is not itself a trusted proxy is taken;
/// what stands before it anybody could have written.
public final class TrustedProxies {

    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for=\"?([^\";]+)\"?");
    private static final Pattern PORT = Pattern.compile("^\\[(.+)](?::\\d+)?$|^([0-9.]+):\\d+$");

    private final List<Cidr> networks;

    private TrustedProxies(List<Cidr> networks) {
        this.networks = networks;
    }

    /// Proxies in networks like `10.0.0.0/8`, or a reason not to start.
    public static TrustedProxies in(List<String> cidrs) {
        return new TrustedProxies(cidrs.stream().map(TrustedProxies::network).toList());
    }

    private static Cidr network(String cidr) {
        return Cidr.of(cidr)
                .orElseThrow(() ->
                        new RefusedToStart(
                                "CARNET_TRUSTED_PROXIES holds " + cidr + ", which is no network"));
    }

    /// The address a request comes from, of all that is known about it.
    String sender(String peer, MultiMap headers) {
        String sender = peer;
        for (String named : named(headers).reversed()) {
            if (!isTrusted(sender)) {
                return sender;
            }
            sender = named;
        }
        return sender;
    }

    private boolean isTrusted(String address) {
        return literal(address)
                .filter(known -> networks.stream().anyMatch(network -> network.contains(known)))
                .isPresent();
    }

    /// The senders that proxies named, the first hop first (RFC 7239, or `X-Forwarded-For`).
    private static List<String> named(MultiMap headers) {
        var named = new ArrayList<String>();
        List<String> forwarded = headers.getAll("Forwarded");
        for (String header : forwarded.isEmpty() ? headers.getAll("X-Forwarded-For") : forwarded) {
            Arrays.stream(header.split(",", 50))
                    .map(hop -> forwarded.isEmpty() ? hop.strip() : sender(hop))
                    .forEach(hop -> named.add(withoutPort(hop)));
        }
        return named;
    }

    private static String sender(String hop) {
        Matcher matcher = FOR.matcher(hop);
        return matcher.find() ? matcher.group(1) : "unknown";
    }

    private static String withoutPort(String hop) {
        Matcher matcher = PORT.matcher(hop);
        if (!matcher.matches()) {
            return literal(hop).isPresent() ? hop : "unknown";
        }
        String address = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return literal(String.valueOf(address)).isPresent() ? String.valueOf(address) : "unknown";
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }
}
