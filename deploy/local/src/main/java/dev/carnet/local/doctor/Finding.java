package dev.carnet.local.doctor;

/// What came of a check.
public sealed interface Finding {

    /// The client gets what it needs.
    record Passed() implements Finding {}

    /// The client would fail.
    ///
    /// @param why in one sentence
    /// @param change what to change at the server
    record Failed(String why, String change) implements Finding {}

    /// It was not tried, so nothing is known.
    record NotChecked(String why) implements Finding {}

    /// The word in the table and in JSON.
    default String word() {
        return switch (this) {
            case Passed _ -> "pass";
            case Failed _ -> "FAIL";
            case NotChecked _ -> "not checked";
        };
    }
}
