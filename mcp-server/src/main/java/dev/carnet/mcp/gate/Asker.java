package dev.carnet.mcp.gate;

import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.picture.Ties.Lines;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who asks, as a gate keeps it.
final class Asker {

    private Asker() {}

    /// Who that caller is.
    ///
    /// @param seq the feed number the caller was looked at with
    static Gate.Who of(Caller caller, long seq) {
        Optional<String> person = Principal.person(caller);
        List<String> involved =
                Stream.concat(
                                Stream.concat(person.stream(), creator(caller.credential())),
                                Stream.concat(Stream.of(caller.subject()), caller.actors().stream())
                                        .filter(id -> id.startsWith("prs_")))
                        .distinct()
                        .toList();
        return new Gate.Who(
                Principal.of(caller).text(),
                caller.subject(),
                person,
                involved,
                ties(caller, person),
                seq);
    }

    /// Whether that gate holds a call of this very principal, at the place where it was called.
    static boolean owns(Gate gate, Viewer viewer) {
        return gate.ask().who().principal().equals(Principal.of(viewer.caller()).text())
                && gate.ask().toolset().equals(Binding.toolset(viewer.place()));
    }

    /// Who made a workspace's key does not approve what it does.
    private static Stream<String> creator(Credential credential) {
        return credential instanceof Credential.Key key ? Stream.of(key.person()) : Stream.empty();
    }

    private static List<String> ties(Caller caller, Optional<String> person) {
        Stream<Optional<String>> own =
                switch (caller.credential()) {
                    case Credential.AccessToken token ->
                            Stream.of(
                                    tie("token", token.jti()),
                                    token.grant().flatMap(grant -> tie("grant", grant)),
                                    tie("client", token.client()));
                    case Credential.Passport passport -> passport(passport);
                    case Credential.Key key -> Stream.of(tie("key", key.id()));
                    case Credential.Page page -> Stream.of(tie("member", page.person()));
                };
        Stream<Optional<String>> others =
                Stream.concat(
                        Stream.of(
                                tie("workspace", caller.workspace()),
                                person.flatMap(id -> tie("member", id)),
                                caller.issuer().flatMap(id -> tie("issuer", id))),
                        caller.actors().stream().map(Asker::actor));
        return Stream.concat(own, others).flatMap(Optional::stream).distinct().toList();
    }

    /// With the lines it comes from and who delegated them: the call waits no longer than it
    /// stands.
    private static Stream<Optional<String>> passport(Credential.Passport passport) {
        Lines lines = Lines.of(passport.mandate());
        return Stream.of(
                        Stream.of(
                                tie("passport", passport.jti()),
                                tie("passport", passport.session()),
                                tie("agent", passport.agent())),
                        lines.passports().stream().map(line -> tie("passport", line)),
                        lines.agents().stream().map(agent -> tie("agent", agent)),
                        lines.owners().stream().map(owner -> tie("member", owner)))
                .flatMap(ties -> ties);
    }

    private static Optional<String> actor(String id) {
        if (id.startsWith("agt_")) {
            return tie("agent", id);
        }
        return id.startsWith("prs_") ? tie("member", id) : tie("client", id);
    }

    private static Optional<String> tie(String type, String id) {
        return Optional.of(type + ":" + id);
    }
}
