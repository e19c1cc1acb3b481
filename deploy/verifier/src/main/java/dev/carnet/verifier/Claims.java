package dev.carnet.verifier;

import dev.carnet.verifier.Verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Members of a JSON object, read strictly.
record Claims(Map<?, ?> members) {

    static Claims of(@Nullable Object value, String name) throws Rejected {
        if (value instanceof Map<?, ?> members) {
            return new Claims(members);
        }
        throw malformed(name + " is no object");
    }

    private static Rejected malformed(String why) {
        return new Rejected(Reason.MALFORMED, why);
    }

    /// Whatever is not known might narrow what is said.
    void only(Set<String> known) throws Rejected {
        for (Object name : members.keySet()) {
            if (!(name instanceof String text && known.contains(text))) {
                throw new Rejected(Reason.VERSION, "a claim that is not known: " + name);
            }
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    Claims object(String name) throws Rejected {
        return of(members.get(name), name);
    }

    String text(String name) throws Rejected {
        return optional(name).orElseThrow(() -> malformed("no " + name));
    }

    Optional<String> optional(String name) throws Rejected {
        if (!has(name)) {
            return Optional.empty();
        }
        if (members.get(name) instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw malformed(name + " is no text");
    }

    long number(String name) throws Rejected {
        if (members.get(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw malformed(name + " is no whole number");
    }

    boolean flag(String name) throws Rejected {
        if (!has(name)) {
            return false;
        }
        if (members.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw malformed(name + " is neither true nor false");
    }

    Instant time(String name) throws Rejected {
        return Instant.ofEpochSecond(number(name));
    }

    /// Nothing said is an empty list.
    List<Object> list(String name) throws Rejected {
        if (!has(name)) {
            return List.of();
        }
        if (members.get(name) instanceof List<?> list) {
            return List.copyOf(list);
        }
        throw malformed(name + " is no list");
    }

    List<String> texts(String name) throws Rejected {
        var texts = new ArrayList<String>();
        for (Object one : list(name)) {
            if (!(one instanceof String text)) {
                throw malformed(name + " is no list of texts");
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    /// Who acts, the current one first (RFC 8693 §4.1).
    List<String> actors() throws Rejected {
        var actors = new ArrayList<String>();
        for (Claims place = this; place.has("act"); ) {
            place = place.object("act");
            place.only(Set.of("sub", "act"));
            actors.add(place.text("sub"));
        }
        return List.copyOf(actors);
    }
}
