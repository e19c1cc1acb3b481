/// `carnet doctor`: plays the clients of others against a running authorization server. In: an
/// issuer or an MCP URL, a person, a list of what each client does. Out: a row per behaviour, who
/// would fail and why. Believes a server only what it shows on the wire, opens nothing by itself,
/// and never calls passed what it did not try.
@NullMarked
package dev.carnet.local.doctor;

import org.jspecify.annotations.NullMarked;
