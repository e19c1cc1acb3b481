package dev.carnet.auth.connect;

import dev.carnet.shared.fetch.Within;
import java.util.List;
import java.util.Optional;

/// A server that people connect to themselves, as one of them sees it.
///
/// @param url where it is: what is given for it is bound to this
/// @param privateAllowed whether its host may have private addresses
/// @param wish what an operator says beside that
/// @param key whether it takes a key; otherwise it is OAuth
/// @param held the person's connection, if there is one
record Upstream(
        String workspace,
        String workspaceName,
        String id,
        String slug,
        String name,
        String url,
        boolean key,
        boolean privateAllowed,
        Wish wish,
        Optional<Held> held) {

    /// What an operator says about its authorization server; empty texts where nothing is said.
    record Wish(String issuer, String clientId, String scope) {}

    /// A connection.
    ///
    /// @param expired whether it has to be made anew
    /// @param trial how a key did when it was tried
    /// @param scope what was given
    /// @param wanted scopes that the server wants beside
    record Held(
            String id,
            boolean expired,
            Trial trial,
            String since,
            String lastFour,
            String issuer,
            String scope,
            String wanted) {}

    /// How a key did at its server.
    enum Trial {
        /// It is being tried; a moment later it was.
        TRYING,
        /// The server, or the gateway, was away when it was to be tried: the next use tries it.
        AWAY,
        /// The server does not take it, and it is not kept.
        REFUSED,
        /// It counts. Tokens do at once.
        PROVEN
    }

    /// Who may be private where something is fetched for this server.
    Within within() {
        return Within.server(url, privateAllowed);
    }

    /// The scopes to ask for at that issuer: those that are found to be needed, what was given
    /// there before, and what the server has wanted since. An operator's own list is kept to.
    String scopes(String needed, String atIssuer) {
        return wish.scope().isEmpty()
                ? held.filter(it -> it.issuer().equals(atIssuer))
                        .map(it -> Scopes.union(needed, it.scope(), it.wanted()))
                        .orElse(needed)
                : needed;
    }

    /// For the page: the connection as a list of none or one.
    public List<Held> heldList() {
        return held.stream().toList();
    }

    /// For the page.
    public boolean isActive() {
        return held.filter(it -> !it.expired()).isPresent() && is(Trial.PROVEN);
    }

    /// For the page.
    public boolean isExpired() {
        return held.filter(Held::expired).isPresent() && !isRefused();
    }

    /// For the page.
    public boolean isTrying() {
        return is(Trial.TRYING) && !isExpired();
    }

    /// For the page.
    public boolean isAway() {
        return is(Trial.AWAY) && !isExpired();
    }

    /// For the page.
    public boolean isRefused() {
        return is(Trial.REFUSED);
    }

    /// Whether there is a key that was not seen to do.
    boolean isUnproven() {
        return held.isPresent() && !is(Trial.PROVEN);
    }

    private boolean is(Trial trial) {
        return held.filter(it -> it.trial() == trial).isPresent();
    }
}
