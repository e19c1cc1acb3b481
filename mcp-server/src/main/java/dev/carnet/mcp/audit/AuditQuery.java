package dev.carnet.mcp.audit;

import dev.carnet.shared.rest.Problem.FieldError;
import dev.carnet.shared.trail.AuditFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a list is asked for, read from parameters by name.
///
/// @param name the list for its cursors: what makes it this list and no other
record AuditQuery(AuditFilter filter, int limit, Optional<String> cursor, String name) {

    static final int DEFAULT_LIMIT = 20;
    static final int MAX_LIMIT = 100;

    private static final int LONGEST = 128;

    /// PostgreSQL has it nowhere.
    private static final char NUL = 0;

    private static final List<String> TEXTS =
            List.of("actor", "client", "agent", "passport", "key", "tool", "outcome", "act");
    private static final List<String> TIMES = List.of("from", "to");
    private static final List<String> PAGING = List.of("limit", "cursor");

    /// What is wrong with the parameters; empty when they can be read.
    static List<FieldError> problems(Map<String, String> parameters) {
        var errors = new ArrayList<FieldError>();
        parameters.forEach((name, value) ->
                problem(name, value).ifPresent(detail -> errors.add(new FieldError(name, detail))));
        return errors;
    }

    /// Reads parameters that have no problems.
    static AuditQuery read(String workspace, Map<String, String> parameters) {
        var filters = new TreeMap<>(parameters);
        PAGING.forEach(filters::remove);
        return new AuditQuery(
                filter(filters),
                limit(parameters).orElse(DEFAULT_LIMIT),
                Optional.ofNullable(parameters.get("cursor")),
                "audit\n" + workspace + "\n" + filters);
    }

    private static Optional<String> problem(String name, String value) {
        if (TEXTS.contains(name)) {
            boolean fits = !value.isEmpty() && value.length() <= LONGEST && value.indexOf(NUL) < 0;
            return fits
                    ? Optional.empty()
                    : Optional.of("is 1 to 128 characters, none of them NUL");
        }
        if (TIMES.contains(name)) {
            return time(value).isPresent()
                    ? Optional.empty()
                    : Optional.of("is a time by RFC 3339, for example 2026-11-20T10:00:00Z");
        }
        if (name.equals("limit")) {
            return limit(Map.of("limit", value)).isPresent()
                    ? Optional.empty()
                    : Optional.of("is a number from 1 to 100");
        }
        return name.equals("cursor") ? Optional.empty() : Optional.of("is not a known parameter");
    }

    private static AuditFilter filter(Map<String, String> filters) {
        return new AuditFilter(
                Optional.ofNullable(filters.get("actor")),
                Optional.ofNullable(filters.get("client")),
                Optional.ofNullable(filters.get("agent")),
                Optional.ofNullable(filters.get("passport")),
                Optional.ofNullable(filters.get("key")),
                Optional.ofNullable(filters.get("tool")),
                Optional.ofNullable(filters.get("outcome")),
                Optional.ofNullable(filters.get("act")),
                Optional.ofNullable(filters.get("from")).flatMap(AuditQuery::time),
                Optional.ofNullable(filters.get("to")).flatMap(AuditQuery::time));
    }

    private static Optional<Integer> limit(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get("limit"))
                .filter(text -> text.matches("[1-9][0-9]{0,2}"))
                .map(Integer::valueOf)
                .filter(number -> number <= MAX_LIMIT);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
