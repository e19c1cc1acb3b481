package dev.carnet.mcp.filter;

/// Something that was found in a text.
///
/// @param kind what it is, for example `aws_access_key` or `ignore_instructions`
/// @param disguise how it was hidden, for example `base64`; `plain` when it was not
/// @param start where it begins in the text
/// @param end where it ends
record Finding(String kind, String disguise, int start, int end) {}
