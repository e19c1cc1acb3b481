package dev.carnet.shared.fetch;

/// A document to get.
///
/// @param url where, as somebody named it
/// @param source the address of whoever causes this, for the limit
public record Errand(String url, Wanted wanted, String source) {}
