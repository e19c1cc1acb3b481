package dev.carnet.mcp.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// On which terms a service is used. What is not named is as usual: no constraint, no other host,
/// no header, and its credential never leaves.
///
/// @param constraints all of which hold for every request
/// @param intents of which at least one is what a request does
/// @param hosts beside its own, where its redirects may lead; its credential never goes there
/// @param headers sent with every request, beside what proves us
/// @param check a path that answers 401 to a wrong credential, for tests and health checks; the
///   root when nothing is said
/// @param mode `proxy` (usual), or `direct`: its credential is given to passports that say so
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Terms(
        Optional<@Size(max = 50) List<@Valid @NotNull Constraint>> constraints,
        Optional<@Size(max = 20) List<@Valid @NotNull Wanted>> intents,
        Optional<
                        @Size(max = 20) List<
                                @NotNull
                                @Pattern(
                                        regexp =
                                                "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?",
                                        message =
                                                "is a host in lower case, with its port if need be")
                                String>>
                hosts,
        Optional<@Size(max = 20) Map<@NotNull String, @NotNull String>> headers,
        Optional<
                        @Pattern(
                                regexp = "/[A-Za-z0-9._/-]{0,199}",
                                message = "is a path below the service's address")
                        String>
                check,
        Optional<@Pattern(regexp = "proxy|direct", message = "is proxy or direct") String> mode) {

    /// An intent of a template, by name.
    ///
    /// @param intent for example `github.deploy`
    public record Wanted(
            @NotNull @Size(min = 1, max = 100) String intent, Optional<ObjectNode> parameters) {}

    /// Everything as usual.
    public static final Terms USUAL =
            new Terms(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// Whether the credential may be given to passports that say so.
    boolean direct() {
        return mode.filter("direct"::equals).isPresent();
    }

    /// The same, reached in another way.
    public Terms with(
            List<String> otherHosts, Map<String, String> otherHeaders, Optional<String> other) {
        return new Terms(
                constraints,
                intents,
                Optional.of(otherHosts),
                Optional.of(otherHeaders),
                other,
                mode);
    }

    /// The same; how the service is reached is taken from there where nothing is said about it.
    Terms reachingAs(Terms other) {
        return new Terms(
                constraints,
                intents,
                hosts.or(other::hosts),
                headers.or(other::headers),
                check.or(other::check),
                mode);
    }

    /// Whether it leads to the same hosts.
    boolean leadsLike(Terms other) {
        return hosts.orElse(List.of()).equals(other.hosts.orElse(List.of()));
    }

    /// Whether it says the same about how the service is reached.
    boolean reachesLike(Terms other) {
        return leadsLike(other)
                && headers.orElse(Map.of()).equals(other.headers.orElse(Map.of()))
                && check.equals(other.check);
    }
}
