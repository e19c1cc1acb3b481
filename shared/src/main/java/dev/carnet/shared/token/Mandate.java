package dev.carnet.shared.token;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a passport is for, and for whom: everything about it that a plain token has not.
///
/// @param mode how closely it is watched
/// @param interval between checkpoints, if any are asked for
/// @param intentServices what the agent said it will use, by slug; a declaration and no authority
/// @param services these and nothing else; whatever the gateway gives the agent when nothing is
///   said
/// @param line the passport it was first, before it was renewed; itself when nothing is said
/// @param chain who delegated, the first one first; it ends with any of them
public record Mandate(
        Mode mode,
        Optional<Duration> interval,
        List<String> intentServices,
        Optional<List<Service>> services,
        Optional<String> line,
        List<Ancestor> chain) {

    /// So often may be delegated; the first passport is at 0.
    public static final int DEEPEST = 4;

    /// Of what is no passport, or one that nothing more was said about.
    public static final Mandate NONE =
            new Mandate(
                    Mode.STANDARD,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());

    /// Copies what could be changed.
    public Mandate {
        intentServices = List.copyOf(intentServices);
        services = services.map(List::copyOf);
        chain = List.copyOf(chain);
    }

    /// How closely an agent is watched, the weakest first.
    public enum Mode {
        /// Nothing is asked of it.
        STANDARD,
        /// It declares what it is up to; what it does otherwise is noted.
        LOGGED,
        /// It declares what it is up to, and its passport ends when it falls silent.
        ENFORCED;

        /// The name on the wire.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The mode of that wire name.
        public static Optional<Mode> of(String wire) {
            for (Mode mode : values()) {
                if (mode.wire().equals(wire)) {
                    return Optional.of(mode);
                }
            }
            return Optional.empty();
        }
    }

    /// Who delegated.
    ///
    /// @param passport the line, which stays when the passport is renewed
    public record Ancestor(String passport, String agent, String owner) {}

    /// The same, with these services declared.
    public Mandate declaring(List<String> declared) {
        return new Mandate(mode, interval, declared, services, line, chain);
    }

    /// How often was delegated before it.
    public int depth() {
        return chain.size();
    }

    /// The line it was delegated from.
    public Optional<String> parent() {
        return chain.isEmpty() ? Optional.empty() : Optional.of(chain.getLast().passport());
    }

    /// What it names, by id and by name; nothing when it is not for certain services only.
    public Set<String> names() {
        return services.stream()
                .flatMap(List::stream)
                .flatMap(service -> Stream.of(service.id(), service.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether some entry, if any are named, lets through whatever this one does.
    public boolean covers(Service service) {
        return services.map(named -> named.stream().anyMatch(service::within)).orElse(true);
    }

    /// The first entry for that service, if services are named.
    public Optional<Service> service(String id) {
        return services.stream()
                .flatMap(List::stream)
                .filter(one -> one.id().equals(id))
                .findFirst();
    }

    /// Whether nobody who has this may do what the other may not.
    public boolean within(Mandate other) {
        return mode.compareTo(other.mode) >= 0
                && (other.services.isEmpty()
                        || services.filter(named -> named.stream().allMatch(other::covers))
                                .isPresent());
    }
}
