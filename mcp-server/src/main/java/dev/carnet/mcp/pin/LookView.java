package dev.carnet.mcp.pin;

import java.util.Optional;

/// What a look at a server came to.
///
/// @param outcome `seen`, `unavailable`, or the class of the fault: `transport`, `tls`,
///   `authentication`, `protocol`, `downstream`
/// @param detail what is wrong, for people
/// @param listed how many things it lists
/// @param omitted how many of them cannot be offered at all
/// @param changed how many are new, changed, gone or back since the look before
public record LookView(
        String outcome, Optional<String> detail, int listed, int omitted, int changed) {

    static LookView failed(String outcome, String detail) {
        return new LookView(outcome, Optional.of(detail), 0, 0, 0);
    }
}
