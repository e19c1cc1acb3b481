/// The limits of this service, in one place. In: nothing. Out: numbers with their units.
@NullMarked
package dev.carnet.mcp.limit;

import org.jspecify.annotations.NullMarked;
