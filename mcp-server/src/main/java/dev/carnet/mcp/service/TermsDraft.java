package dev.carnet.mcp.service;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Fence.Group;
import dev.carnet.mcp.service.Intents.Expansion;
import dev.carnet.mcp.service.TermsStore.Place;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import java.util.ArrayList;
import java.util.List;

/// Judges the terms that an operator gives, and expands their intents.
record TermsDraft(Intents intents) {

    /// What they come to.
    Fence fence(Terms terms) {
        List<Constraint> plain = terms.constraints().orElse(List.of());
        for (int i = 0; i < plain.size(); i++) {
            demandSound(plain.get(i), "/constraints/" + i);
        }
        terms.headers()
                .ifPresent(headers ->
                        headers.forEach((name, value) ->
                                CallerHeaders.objection(name, value)
                                        .ifPresent(why -> {
                                            throw Refused.field("/headers/" + name, why);
                                        })));
        terms.check()
                .filter(path -> !PlainOperations.isPlain(path))
                .ifPresent(_ -> {
                    throw Refused.field("/check", PlainOperations.NOT_PLAIN);
                });
        return new Fence(plain, groups(terms.intents().orElse(List.of())));
    }

    private static void demandSound(Constraint constraint, String pointer) {
        constraint
                .flaw()
                .ifPresent(flaw -> {
                    throw Refused.field(pointer, flaw);
                });
    }

    private List<Group> groups(List<Terms.Wanted> wanted) {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String name = wanted.get(i).intent();
            switch (intents.expand(name, wanted.get(i).parameters().orElseGet(Json::object))) {
                case Expansion.Expanded(List<Constraint> constraints) ->
                        groups.add(new Group(name, constraints));
                case Expansion.Unknown(String why) -> throw Refused.field("/intents/" + i, why);
            }
        }
        return List.copyOf(groups);
    }

    /// Whether this caller may change the old terms of a service there into the new ones.
    static void demandRight(ApiCall call, Place place, Terms before, Terms after) {
        if (!place.transport().equals("api")) {
            throw new Refused(Refusal.NOT_ACTIVE, "Only servers of the transport api have terms.");
        }
        boolean owner = call.caller().role() == Role.OWNER;
        if (after.direct() && !before.direct() && !owner) {
            throw Refused.role("Only an owner lets a credential out (mode direct).");
        }
        boolean reach = !after.reachesLike(before);
        if (reach && place.privateAllowed() && !owner) {
            throw Refused.role("Only an owner names hosts where private addresses are allowed.");
        }
        place.owner()
                .filter(_ -> reach)
                .ifPresent(template -> {
                    throw new Refused(
                            Refusal.MANAGED,
                            "The template "
                                    + template
                                    + " owns hosts and headers of this server: change it there"
                                    + " (PUT /servers/{id}/template), or detach it (DELETE"
                                    + " /servers/{id}/template).");
                });
    }
}
