package dev.carnet.mcp.gate;

import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.Ties.Lines;
import dev.carnet.shared.token.Mandate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who asks, as a gate keeps it.
final class Asker {

    private Asker() {}

    /// Who that caller is.
    ///
    /// @param picture tells whose the agents are that act for the subject
    static Gate.Who of(Caller caller, Picture picture) {
        Optional<String> person = Principal.person(caller);
        return new Gate.Who(
                Principal.of(caller).text(),
                caller.subject(),
                person,
                involved(caller, person, picture),
                ties(caller, person),
                picture.seq());
    }

    /// Everybody who has a part in the call, and so decides nothing about it: whom it runs for, who
    /// acts, and whoever an agent or a key among these belongs to.
    private static List<String> involved(Caller caller, Optional<String> person, Picture picture) {
        Stream<String> ids =
                Stream.of(
                                Stream.of(caller.subject()),
                                caller.actors().stream(),
                                behind(caller.credential()))
                        .flatMap(some -> some);
        Stream<String> people = ids.flatMap(id -> person(id, caller.workspace(), picture));
        return Stream.concat(person.stream(), people).distinct().toList();
    }

    private static Stream<String> person(String id, String workspace, Picture picture) {
        return id.startsWith("agt_")
                ? picture.agent(workspace, id).map(AgentState::owner).stream()
                : Stream.of(id).filter(one -> one.startsWith("prs_"));
    }

    /// Whether that gate holds a call of this very principal, at the place where it was called.
    static boolean owns(Gate gate, Viewer viewer) {
        return gate.ask().who().principal().equals(Principal.of(viewer.caller()).text())
                && gate.ask().toolset().equals(Binding.toolset(viewer.place()));
    }

    /// Who made a workspace's key does not approve what it does, nor does anybody whose agent
    /// delegated.
    private static Stream<String> behind(Credential credential) {
        return switch (credential) {
            case Credential.Key key -> Stream.of(key.person());
            case Credential.Passport passport ->
                    Stream.concat(
                            Stream.of(passport.owner()),
                            passport.mandate().chain().stream().map(Mandate.Ancestor::owner));
            case Credential.AccessToken _ -> Stream.empty();
            case Credential.Page page -> Stream.of(page.person());
        };
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
