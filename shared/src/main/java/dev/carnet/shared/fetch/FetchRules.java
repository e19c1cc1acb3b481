package dev.carnet.shared.fetch;

import dev.carnet.shared.startup.RefusedToStart;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What an operator allows beyond https at port 443 of public hosts.
///
/// @param ports which ports may be named
/// @param privateHosts hosts that may be in the operator's own network, whole names only (V28)
/// @param loopbackDocuments the development switch: http on loopback, at any port
/// @param perMinute fetches that one address may cause, a minute and at once
public record FetchRules(
        Set<Integer> ports, Set<String> privateHosts, boolean loopbackDocuments, int perMinute) {

    /// The port of https.
    static final int HTTPS = 443;

    private static final int MOST = 65_535;

    /// What stands without any setting.
    public static final FetchRules STRICT =
            new FetchRules(Set.of(HTTPS), Set.of(), false, FetchLimits.PER_MINUTE);

    /// The rules of a configuration, or a reason not to start.
    public static FetchRules of(
            List<Integer> ports, List<String> privateHosts, boolean loopbackDocuments) {
        var all = new HashSet<>(ports);
        all.add(HTTPS);
        if (all.stream().anyMatch(port -> port < 1 || port > MOST)) {
            throw new RefusedToStart("CARNET_FETCH_PORTS holds " + ports + ", not ports");
        }
        for (String host : privateHosts) {
            if (Host.of(host).isEmpty() || !host.equals(host.toLowerCase(Locale.ROOT))) {
                throw new RefusedToStart(
                        "CARNET_FETCH_PRIVATE_HOSTS holds " + host + ", not a host in lower case");
            }
        }
        return new FetchRules(
                Set.copyOf(all),
                Set.copyOf(privateHosts),
                loopbackDocuments,
                FetchLimits.PER_MINUTE);
    }

    /// The same with another limit.
    public FetchRules withPerMinute(int fetches) {
        if (fetches < 1) {
            throw new RefusedToStart("CARNET_FETCHES_PER_MINUTE is " + fetches + ", not positive");
        }
        return new FetchRules(ports, privateHosts, loopbackDocuments, fetches);
    }

    /// Whether a fetch of that target may go to that address.
    boolean admit(Target target, InetAddress address) {
        if (!target.isTls()) {
            return loopbackDocuments && address.isLoopbackAddress();
        }
        return switch (SpecialAddresses.of(address)) {
            case PUBLIC -> true;
            case INTERNAL -> privateHosts.contains(target.host());
            case SPECIAL -> false;
        };
    }
}
