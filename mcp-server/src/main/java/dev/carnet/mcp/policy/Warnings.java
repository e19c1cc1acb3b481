package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.pin.ReservedNames;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.rest.Problem.FieldError;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Names in a policy that nobody and nothing has now: a rule that misspells one protects nothing.
/// They are no mistake, for somebody may be going to have them. Behind them, gates that ask others
/// too late.
@Singleton
final class Warnings {

    private final MentionStore store;
    private final ReservedNames own;
    private final PictureHolder pictures;

    Warnings(MentionStore store, ReservedNames own, PictureHolder pictures) {
        this.store = store;
        this.own = own;
        this.pictures = pictures;
    }

    /// Those of the document, with their places.
    Uni<List<FieldError>> of(SqlClient client, String workspace, String document) {
        ObjectNode tree = Json.parse(document);
        List<FieldError> late = LateGates.in(tree);
        List<Mention> mentions = Mention.in(tree);
        Optional<Picture> picture =
                switch (pictures.current()) {
                    case PictureView.Fresh(Picture now) -> Optional.of(now);
                    case PictureView.Stale _ -> Optional.empty();
                };
        return mentions.isEmpty()
                ? Uni.createFrom().item(late)
                : store.known(client, workspace, mentions.stream())
                        .map(known ->
                                mentions.stream()
                                        .filter(one -> !has(one, workspace, known, picture))
                                        .map(Warnings::unknown))
                        .map(unknown -> Stream.concat(unknown, late.stream()).toList());
    }

    private static FieldError unknown(Mention one) {
        return new FieldError(one.pointer(), one.kind().unknown() + ": " + one.name());
    }

    /// Of people, agents and keys an old picture says nothing.
    private boolean has(
            Mention one, String workspace, Set<String> known, Optional<Picture> picture) {
        return switch (one.kind()) {
            case UPSTREAMS -> known.contains("server " + one.name());
            case TOOLS -> tool(one, known);
            case TOOLSETS -> known.contains("toolset " + one.name());
            case SERVICES ->
                    one.name().equals(Service.CARNET) || known.contains("service " + one.name());
            case PEOPLE, APPROVERS, ESCALATE_TO ->
                    picture.isEmpty()
                            || !isPerson(one)
                            || picture.get().role(workspace, one.name()).isPresent();
            case AGENTS ->
                    picture.isEmpty() || picture.get().agent(workspace, one.name()).isPresent();
            case KEYS ->
                    picture.isEmpty()
                            || picture.get()
                                    .key(one.name())
                                    .filter(key -> key.workspace().equals(workspace))
                                    .isPresent();
            case CLIENTS -> one.name().contains("://") || known.contains("client " + one.name());
        };
    }

    /// Where it may be a role, it is one, or it would have been refused.
    private static boolean isPerson(Mention one) {
        return one.kind() == Mention.Kind.PEOPLE || Ids.is("prs", one.name());
    }

    /// An address may be one of a family that nobody has asked for yet.
    private boolean tool(Mention one, Set<String> known) {
        if (one.name().contains("://")) {
            return true;
        }
        return one.upstreams().isEmpty()
                ? own.has(one.name())
                        || known.stream()
                                .anyMatch(name ->
                                        name.startsWith("tool ") && name.endsWith(" " + one.name()))
                : one.upstreams().stream()
                        .anyMatch(slug -> known.contains("tool " + slug + " " + one.name()));
    }
}
