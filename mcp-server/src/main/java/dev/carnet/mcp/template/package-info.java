/// Templates of common services: where they are, how they want their key, what they offer, and
/// intents, which are names for what one may do there. In: files that come along and files of the
/// operator. Out: moulds for servers, and constraints for intents with their parameters. A template
/// is data: it is read and checked once when the process starts, and one that is wrong stops the
/// start. Knows no secrets and calls nobody.
@NullMarked
package dev.carnet.mcp.template;

import org.jspecify.annotations.NullMarked;
