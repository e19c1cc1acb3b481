/// When an API key was last used, for the lists people tidy up by. In: callers that were let in.
/// Out: rows of `gateway.key_use`, a minute late at most. Never in the way of a call: what cannot
/// be written now is written later or not at all, and decides nothing.
@NullMarked
package dev.carnet.mcp.usage;

import org.jspecify.annotations.NullMarked;
