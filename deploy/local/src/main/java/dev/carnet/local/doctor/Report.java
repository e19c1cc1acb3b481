package dev.carnet.local.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// Everything that was found.
public record Report(String issuer, String resource, List<Row> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// How many passed.
    public long passed() {
        return rows.stream().filter(row -> row.finding() instanceof Finding.Passed).count();
    }

    /// How many failed.
    public long failed() {
        return rows.stream().filter(row -> row.finding() instanceof Finding.Failed).count();
    }

    /// How many were not tried.
    public long notChecked() {
        return rows.size() - passed() - failed();
    }

    /// One table, and its sum in the last line.
    public String table() {
        int width = rows.stream().mapToInt(row -> row.client().length()).max().orElse(0);
        int words = rows.stream().mapToInt(row -> row.does().length()).max().orElse(0);
        String form = "%-" + width + "s  %-" + words + "s  %s%n";
        var table =
                new StringBuilder(String.format(Locale.ROOT, form, "client", "what it does", ""));
        for (var row : rows) {
            var finding = row.finding();
            table.append(
                    String.format(Locale.ROOT, form, row.client(), row.does(), finding.word()));
            table.append(more(finding, " ".repeat(width + 2)));
        }
        return table + sum();
    }

    private static String more(Finding finding, String margin) {
        return switch (finding) {
            case Finding.Passed _ -> "";
            case Finding.Failed failed ->
                    String.format(
                            Locale.ROOT,
                            "%swhy: %s%n%schange: %s%n",
                            margin,
                            failed.why(),
                            margin,
                            failed.change());
            case Finding.NotChecked reason ->
                    String.format(Locale.ROOT, "%sbecause %s%n", margin, reason.why());
        };
    }

    private String sum() {
        return String.format(
                Locale.ROOT,
                "%s: %d passed, %d failed, %d not checked",
                issuer,
                passed(),
                failed(),
                notChecked());
    }

    /// The same as one JSON document.
    public String json() {
        var document = JSON.createObjectNode().put("issuer", issuer).put("resource", resource);
        document.put("passed", passed()).put("failed", failed()).put("not_checked", notChecked());
        var list = document.putArray("checks");
        rows.forEach(row -> list.add(json(row)));
        return document.toPrettyString();
    }

    private static ObjectNode json(Row row) {
        var object = JSON.createObjectNode().put("client", row.client()).put("does", row.does());
        object.put("finding", row.finding().word().toLowerCase(Locale.ROOT));
        return switch (row.finding()) {
            case Finding.Passed _ -> object;
            case Finding.Failed failed ->
                    object.put("why", failed.why()).put("change", failed.change());
            case Finding.NotChecked reason -> object.put("why", reason.why());
        };
    }
}
