package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.ExplainRequest.CircumstancesRequest;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureTooOld;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.MandateJson;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who somebody would be if they called now, by their id: the role is the one of this moment, and
/// nobody gets a credential by it.
///
/// @param picture of this moment
record Principals(Picture picture, String workspace) {

    private static final String EXPLAINED = "explained";

    /// The picture of this moment, if it is young enough to decide by.
    static Picture fresh(PictureHolder pictures) {
        return switch (pictures.current()) {
            case PictureView.Fresh(Picture picture) -> picture;
            case PictureView.Stale _ -> throw new PictureTooOld("to say who somebody is");
        };
    }

    /// The caller of that id. An id of another workspace is as unknown as one that nobody has.
    Caller of(String id, CircumstancesRequest circumstances) {
        return caller(id, circumstances)
                .orElseThrow(() ->
                        Refused.field(
                                "/principal", "is no person, agent or key of this workspace"));
    }

    private Optional<Caller> caller(String id, CircumstancesRequest circumstances) {
        if (Ids.is("prs", id)) {
            return picture.role(workspace, id)
                    .map(role -> with(id, role, scopes(circumstances), token(circumstances)));
        }
        if (Ids.is("agt", id)) {
            return picture.agent(workspace, id)
                    .flatMap(agent ->
                            picture.role(workspace, agent.owner())
                                    .map(role ->
                                            with(
                                                    id,
                                                    bounded(role),
                                                    scopes(circumstances),
                                                    passport(id, agent.owner(), circumstances))));
        }
        return picture.key(id)
                .filter(placed -> placed.workspace().equals(workspace))
                .flatMap(placed -> key(placed.state(), circumstances));
    }

    private Optional<Caller> key(KeyState key, CircumstancesRequest circumstances) {
        Optional<Role> role =
                key.personal()
                        ? picture.role(workspace, key.person())
                        : Optional.of(key.write() ? Role.OPERATOR : Role.VIEWER);
        Set<Scope> most = key.write() ? EnumSet.allOf(Scope.class) : Set.of(Scope.READ);
        Set<Scope> scopes = EnumSet.copyOf(scopes(circumstances));
        scopes.retainAll(most);
        return role.map(live ->
                with(
                        key.personal() ? key.person() : key.keyId(),
                        live,
                        scopes,
                        new Credential.Key(
                                key.keyId(), key.person(), key.personal(), key.expiresAt())));
    }

    private Caller with(String subject, Role role, Set<Scope> scopes, Credential credential) {
        return new Caller(
                workspace, subject, role, scopes, credential, List.of(), Optional.empty());
    }

    private static Role bounded(Role owner) {
        return Role.ADMINS.contains(owner) ? Role.OPERATOR : owner;
    }

    private static Credential token(CircumstancesRequest circumstances) {
        return new Credential.AccessToken(
                EXPLAINED,
                circumstances.client().orElse(""),
                Optional.of(EXPLAINED),
                Long.MAX_VALUE,
                Instant.MAX);
    }

    private Credential passport(String agent, String owner, CircumstancesRequest circumstances) {
        return new Credential.Passport(
                EXPLAINED,
                agent,
                owner,
                EXPLAINED,
                circumstances.intent().orElse(""),
                Long.MAX_VALUE,
                Instant.MAX,
                mandate(circumstances));
    }

    /// What the passport would be for, and who would have delegated it.
    private Mandate mandate(CircumstancesRequest circumstances) {
        Mandate said = circumstances.services().map(Principals::mandate).orElse(Mandate.NONE);
        return new Mandate(
                said.mode(),
                said.interval(),
                said.intentServices(),
                said.services(),
                said.line(),
                circumstances.delegatedBy().stream()
                        .flatMap(List::stream)
                        .map(this::ancestor)
                        .toList());
    }

    private static Mandate mandate(List<Map<String, Object>> services) {
        try {
            return MandateJson.of(Documents.text(Documents.tree(Map.of("services", services))));
        } catch (IllegalStateException unreadable) {
            throw Refused.field(
                    "/circumstances/services",
                    "is what the claim carnet.services of a passport is");
        }
    }

    private Mandate.Ancestor ancestor(String agent) {
        return picture.agent(workspace, agent)
                .map(known -> new Mandate.Ancestor(EXPLAINED, agent, known.owner()))
                .orElseThrow(() ->
                        Refused.field(
                                "/circumstances/delegated_by", "names agents of this workspace"));
    }

    private static Set<Scope> scopes(CircumstancesRequest circumstances) {
        var scopes = EnumSet.noneOf(Scope.class);
        if (circumstances.scopes().isEmpty()) {
            return EnumSet.allOf(Scope.class);
        }
        for (String name : circumstances.scopes().get()) {
            scopes.add(
                    Scope.of(name)
                            .orElseThrow(
                                    () -> Refused.field("/circumstances/scopes", "names a scope")));
        }
        return scopes;
    }
}
