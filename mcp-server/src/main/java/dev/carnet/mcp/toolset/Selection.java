package dev.carnet.mcp.toolset;

import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.pin.Naming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a toolset comes to, made from its members and what is approved.
///
/// @param chosen in the order of the approved things, without those that collide
/// @param collisions names that several things would have, in words
public record Selection(List<Chosen> chosen, List<String> collisions) {

    /// Chooses.
    ///
    /// @param slugs of a server, by its id
    static Selection of(
            List<Member> members, Collection<Approved> approved, UnaryOperator<String> slugs) {
        var wished = new ArrayList<Chosen>();
        for (Approved thing : approved) {
            member(members, thing)
                    .map(member -> new Chosen(name(member, thing, slugs), thing))
                    .ifPresent(wished::add);
        }
        return without(wished, slugs);
    }

    /// All of a server, by the names it gives.
    static Selection ofServer(Collection<Approved> approved, UnaryOperator<String> slugs) {
        return without(
                approved.stream().map(thing -> new Chosen(plain(thing, slugs), thing)).toList(),
                slugs);
    }

    /// All of them by the names they have at the whole gateway, which differ always.
    static List<Chosen> whole(Collection<Approved> approved) {
        return approved.stream().map(thing -> new Chosen(thing.alias(), thing)).toList();
    }

    /// A member that names the thing counts more than one that takes everything.
    private static Optional<Member> member(List<Member> members, Approved thing) {
        return members.stream()
                .filter(member -> member.has(thing))
                .max((a, b) -> Boolean.compare(a.name().isPresent(), b.name().isPresent()));
    }

    private static String name(Member member, Approved thing, UnaryOperator<String> slugs) {
        return member.alias().orElseGet(() -> plain(thing, slugs));
    }

    private static String plain(Approved thing, UnaryOperator<String> slugs) {
        String name = thing.definition().name();
        return switch (thing.definition().kind()) {
            case TOOL, PROMPT -> Naming.plain(slugs.apply(thing.serverId()), name);
            case RESOURCE, TEMPLATE -> name;
        };
    }

    /// Nobody can tell which of two is meant, so neither is there.
    private static Selection without(List<Chosen> wished, UnaryOperator<String> slugs) {
        Map<String, Chosen> first = new HashMap<>();
        var shared = new HashSet<String>();
        var collisions = new ArrayList<String>();
        for (Chosen one : wished) {
            Chosen other = first.putIfAbsent(one.place(), one);
            if (other != null) {
                shared.add(one.place());
                collisions.add(words(one, other, slugs));
            }
        }
        return new Selection(
                wished.stream().filter(one -> !shared.contains(one.place())).toList(),
                List.copyOf(collisions));
    }

    private static String words(Chosen one, Chosen other, UnaryOperator<String> slugs) {
        return "%s of %s and %s of %s would both be the %s %s"
                .formatted(
                        other.thing().definition().name(),
                        slugs.apply(other.thing().serverId()),
                        one.thing().definition().name(),
                        slugs.apply(one.thing().serverId()),
                        one.kind().wire(),
                        one.name());
    }
}
