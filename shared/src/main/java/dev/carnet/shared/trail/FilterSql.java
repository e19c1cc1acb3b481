package dev.carnet.shared.trail;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// The conditions of a filter, as SQL of fixed parts; values are always parameters.
final class FilterSql {

    private FilterSql() {}

    /// The conditions, each beginning with AND; their values are added to the list.
    static String conditions(AuditFilter filter, List<Object> values) {
        var sql = new StringBuilder();
        add(sql, values, "i.sub =", filter.actor());
        add(sql, values, "i.cl =", filter.client());
        add(sql, values, "i.agent =", filter.agent());
        add(sql, values, "i.jti =", filter.passport());
        add(sql, values, "i.key_id =", filter.key());
        add(sql, values, "i.tool =", filter.tool());
        add(sql, values, "i.out =", filter.outcome());
        add(sql, values, "i.act =", filter.act());
        add(sql, values, "i.time >=", filter.from().map(time -> time.atOffset(ZoneOffset.UTC)));
        add(sql, values, "i.time <", filter.to().map(time -> time.atOffset(ZoneOffset.UTC)));
        return sql.toString();
    }

    private static void add(
            StringBuilder sql, List<Object> values, String condition, Optional<?> value) {
        value.ifPresent(present -> {
            values.add(present);
            sql.append(" AND ").append(condition).append(" $").append(values.size());
        });
    }
}
