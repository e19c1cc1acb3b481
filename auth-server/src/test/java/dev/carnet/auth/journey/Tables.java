package dev.carnet.auth.journey;

import java.util.List;

/// Every table there is, searched as the superuser.
final class Tables {

    private static final String ALL =
            """
            SELECT quote_ident(table_schema) || '.' || quote_ident(table_name)
            FROM information_schema.tables
            WHERE table_schema IN ('auth', 'audit', 'feed', 'gateway') AND table_type = 'BASE TABLE'
            ORDER BY 1
            """;

    private Tables() {}

    /// The tables with a row that has this text in it, as text or as the bytes of it.
    static List<String> with(String text) {
        return Rows.strings(ALL).stream().filter(table -> holds(table, text)).toList();
    }

    private static boolean holds(String table, String text) {
        return Rows.string(
                        "SELECT EXISTS (SELECT FROM "
                                + table
                                + " AS t WHERE strpos(t::text, ?) > 0"
                                + " OR strpos(t::text, encode(convert_to(?, 'UTF8'), 'hex')) > 0)",
                        text,
                        text)
                .equals("t");
    }
}
