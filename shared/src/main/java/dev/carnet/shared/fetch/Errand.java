package dev.carnet.shared.fetch;

/// A document to get.
///
/// @param url where, as somebody named it
/// @param source the address of whoever causes this, for the limit
/// @param within who may be private for this one
public record Errand(String url, Wanted wanted, String source, Within within) {

    /// For what anybody may cause.
    public Errand(String url, Wanted wanted, String source) {
        this(url, wanted, source, Within.CONFIGURATION);
    }
}
