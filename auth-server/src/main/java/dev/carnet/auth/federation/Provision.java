package dev.carnet.auth.federation;

import dev.carnet.auth.person.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whom a provider may bring along: people who are new here, with a verified address at exactly one
/// of these domains.
///
/// @param domains none for nobody
/// @param role what they become, `member` unless it is said; never what may make others
public record Provision(
        @NotNull @Size(max = 20)
                List<
                                @NotNull @Size(max = 253)
                                @Pattern(regexp = DOMAIN, message = "is a domain name") String>
                        domains,
        Optional<
                        @Pattern(
                                regexp = "operator|member|viewer|auditor",
                                message = "is operator, member, viewer or auditor")
                        String>
                role) {

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String DOMAIN = "(" + LABEL + "\\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]";

    static final Provision NOBODY = new Provision(List.of(), Optional.empty());

    /// The role they get.
    String given() {
        return role.orElse("member");
    }

    /// As it is kept and shown.
    Provision settled() {
        return new Provision(
                domains.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList(),
                Optional.of(given()));
    }

    boolean bringsAnybody() {
        return !domains.isEmpty();
    }

    /// Whether that verified address is of one of the domains; what lies below one is another.
    boolean admits(Email email) {
        return domains.contains(email.text().substring(email.text().indexOf('@') + 1));
    }
}
