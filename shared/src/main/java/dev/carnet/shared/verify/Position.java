package dev.carnet.shared.verify;

/// How far a log was checked and found intact; a check goes on from there and looks at nothing
/// twice.
///
/// @param size how many entries were
/// @param time of the last one, as it stands in the log
/// @param leaf hash of the last one, base64
/// @param leafBefore of the one before
/// @param frontier the roots of the full subtrees, largest first, base64
public record Position(
        String log, long size, String time, String leaf, String leafBefore, String frontier) {}
