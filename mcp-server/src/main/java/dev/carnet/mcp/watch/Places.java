package dev.carnet.mcp.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.mcp.watch.CountStore.Sight;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where calls come from: networks (an IPv4 /24, an IPv6 /48) and, if an operator knows which lie
/// where, countries. Where somebody was seen before is remembered here, and asked of the database
/// only for what is not, once a second.
@ApplicationScoped
class Places {

    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;

    private final Countries countries;
    private final Different different;
    private final Cache<Sight, Boolean> known =
            Caffeine.newBuilder()
                    .maximumSize(WatchLimits.PRINCIPALS)
                    .expireAfterWrite(WatchLimits.REMEMBERED)
                    .build();
    private Map<Sight, Seen> waiting = new HashMap<>();

    Places(Countries countries, Different different) {
        this.countries = countries;
        this.different = different;
    }

    /// Who was seen somewhere, in which call.
    record Seen(Suspect suspect, Noticed noticed) {}

    List<Noticed> begins(Moment moment) {
        Optional<InetAddress> address = address(moment.call().viewer().address());
        address.ifPresent(where -> note(moment, where));
        var noticed = new ArrayList<Noticed>();
        address.map(Places::network)
                .flatMap(network -> parallel(moment, network))
                .ifPresent(noticed::add);
        return noticed;
    }

    private Optional<Noticed> parallel(Moment moment, String network) {
        return moment.detector(Detector.IMPOSSIBLE_PARALLELISM)
                .filter(detector -> different.many(moment, detector, network))
                .map(detector ->
                        moment.noticed(detector, "One credential is used in several networks.")
                                .oncePerWindow(moment.whose().name()));
    }

    private void note(Moment moment, InetAddress where) {
        note(moment, Detector.NEW_NETWORK, "network", network(where));
        countries
                .of(where)
                .ifPresent(country -> note(moment, Detector.NEW_COUNTRY, "country", country));
    }

    private void note(Moment moment, Detector which, String kind, String what) {
        Suspect suspect = moment.suspect();
        String principal =
                suspect.agent().or(suspect::key).or(suspect::person).orElse(moment.whose().name());
        var sight = new Sight(suspect.workspace(), principal, kind, what);
        if (known.getIfPresent(sight) == null) {
            moment.detector(which)
                    .map(detector ->
                            moment.noticed(
                                            detector,
                                            "A call came from a %s never seen before."
                                                    .formatted(kind))
                                    .once(principal + " " + what))
                    .ifPresent(noticed -> add(sight, new Seen(suspect, noticed)));
        }
    }

    private synchronized void add(Sight sight, Seen seen) {
        known.put(sight, true);
        if (waiting.size() < WatchLimits.COUNTS) {
            waiting.putIfAbsent(sight, seen);
        }
    }

    /// Everything that was seen here for the first time; it does not wait any longer.
    synchronized Map<Sight, Seen> drain() {
        Map<Sight, Seen> drained = waiting;
        waiting = new HashMap<>();
        return drained;
    }

    /// What could not be written waits again.
    synchronized void back(Map<Sight, Seen> drained) {
        drained.forEach(waiting::putIfAbsent);
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /// The network of an address, as text.
    static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean four = bytes.length == 4;
        var text = new StringBuilder(four ? "4" : "6");
        for (int i = 0; i < (four ? IPV4_BYTES : IPV6_BYTES); i++) {
            text.append('.').append(bytes[i] & 0xff);
        }
        return text.toString();
    }
}
