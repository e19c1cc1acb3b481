/// What upstreams say about their tools, prompts, resources and templates, and which words of it an
/// operator has approved. In: what an upstream lists. Out: definitions with the hash of every word
/// a model reads, the difference between two of them, warnings about suspicious ones, and their
/// state. Nothing an upstream says is trusted: what was not approved is not offered, what changed
/// after it was approved is not offered either, and an upstream's hints about itself are only
/// shown.
@NullMarked
package dev.carnet.mcp.pin;

import org.jspecify.annotations.NullMarked;
