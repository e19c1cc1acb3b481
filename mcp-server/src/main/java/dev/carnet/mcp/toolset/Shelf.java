package dev.carnet.mcp.toolset;

import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything of one workspace: what is approved, the toolsets, and who gets them. Never changes.
///
/// @param chosen whether the workspace has, or ever had, a toolset: since then nobody has anything
///   that was not assigned to them, so that to delete the last one opens nothing
public record Shelf(
        List<Approved> approved,
        List<Toolset> toolsets,
        List<Assignment> assignments,
        List<AgentTemplate> templates,
        boolean chosen) {

    /// Of a workspace that has nothing.
    static final Shelf EMPTY = new Shelf(List.of(), List.of(), List.of(), List.of(), false);

    /// What that caller sees of the whole gateway: all of its toolsets, or everything while the
    /// workspace never had one.
    ///
    /// @param slugs of a server, by its id
    List<Approved> whole(Caller caller, UnaryOperator<String> slugs) {
        if (!chosen) {
            return approved;
        }
        var visible = new LinkedHashSet<Approved>();
        for (Toolset toolset : toolsets) {
            if (isAssigned(toolset, caller)) {
                Selection.of(toolset.members(), approved, slugs)
                        .chosen()
                        .forEach(one -> visible.add(one.thing()));
            }
        }
        return new ArrayList<>(visible);
    }

    /// Whether the toolset of that id chooses that thing.
    public boolean chooses(String toolset, Approved thing) {
        return toolsets.stream()
                .filter(one -> one.id().equals(toolset))
                .anyMatch(one -> one.members().stream().anyMatch(member -> member.has(thing)));
    }

    /// Slugs of the toolsets by way of which that viewer has that thing. Whoever is at the place of
    /// one has it by that one; anywhere else by all of theirs that choose it.
    public Set<String> ways(Approved thing, Viewer viewer) {
        Optional<Toolset> here =
                viewer.place() instanceof Place.Toolset(String _, String slug)
                        ? at(slug)
                        : Optional.empty();
        return here.map(toolset -> Set.of(toolset.slug()))
                .orElseGet(() ->
                        toolsets.stream()
                                .filter(toolset -> isAssigned(toolset, viewer.caller()))
                                .filter(toolset -> chooses(toolset.id(), thing))
                                .map(Toolset::slug)
                                .collect(Collectors.toUnmodifiableSet()));
    }

    /// The toolset at that place, if the caller gets it.
    Optional<Toolset> toolset(String slug, Caller caller) {
        return at(slug).filter(toolset -> isAssigned(toolset, caller));
    }

    /// The toolset at that place, whoever gets it.
    Optional<Toolset> at(String slug) {
        return toolsets.stream().filter(toolset -> toolset.slug().equals(slug)).findFirst();
    }

    /// The same slugs, and those of the servers that toolsets among them have something of.
    ///
    /// @param servers slugs by ids
    Set<String> opened(Collection<String> slugs, UnaryOperator<String> servers) {
        return Stream.concat(
                        slugs.stream(),
                        toolsets.stream()
                                .filter(toolset -> slugs.contains(toolset.slug()))
                                .flatMap(toolset -> toolset.members().stream())
                                .map(Member::serverId)
                                .map(servers))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The thing with that id, if it is still offered with exactly these words.
    public Optional<Approved> still(String id, String hash) {
        return approved.stream()
                .filter(one -> one.id().equals(id) && one.definition().hash().equals(hash))
                .findFirst();
    }

    private boolean isAssigned(Toolset toolset, Caller caller) {
        return caller.lineage().stream().allMatch(one -> isAssignedTo(toolset, one));
    }

    private boolean isAssignedTo(Toolset toolset, Caller caller) {
        Set<String> mine = templates(caller);
        return assignments.stream()
                .anyMatch(one -> one.toolsetId().equals(toolset.id()) && one.means(caller, mine));
    }

    private Set<String> templates(Caller caller) {
        return caller.credential() instanceof Credential.Passport passport
                ? templates.stream()
                        .filter(one -> one.agents().contains(passport.agent()))
                        .map(AgentTemplate::id)
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
