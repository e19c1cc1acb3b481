package dev.carnet.mcp.scan;

import dev.carnet.mcp.filter.Inspection.Found;
import java.util.List;

/// What was found.
///
/// @param verdict `clean`; `suspicious`, when secrets were found; `malicious`, when orders to a
///   model were
/// @param findings at most 100 of them
/// @param characters how much was looked through
public record ScanView(String verdict, List<Finding> findings, int characters) {

    /// One of them.
    ///
    /// @param sort `injection` or `secret`
    /// @param disguise how it was hidden; `plain` when it was not
    /// @param path where in the content (RFC 6901); empty for the content itself
    /// @param start where in that text it begins, in UTF-16 units
    /// @param end where it ends
    public record Finding(
            String sort, String kind, String disguise, String path, int start, int end) {

        static Finding of(Found found) {
            return new Finding(
                    found.sort(),
                    found.kind(),
                    found.disguise(),
                    found.path(),
                    found.start(),
                    found.end());
        }
    }

    static ScanView of(List<Found> found, int characters) {
        return new ScanView(verdict(found), found.stream().map(Finding::of).toList(), characters);
    }

    private static String verdict(List<Found> found) {
        if (found.stream().anyMatch(one -> one.sort().equals("injection"))) {
            return "malicious";
        }
        return found.isEmpty() ? "clean" : "suspicious";
    }
}
