/// Whether a value is what a JSON Schema (2020-12) says, or what a constraint demands. In: a schema
/// or constraint, and a parsed value. Out: what is wrong, each with the field's name. Never fetches
/// anything: a reference that leads outside the schema makes the check impossible, not open.
/// Patterns are RE2's, bounded in size and steps.
@NullMarked
package dev.carnet.mcp.schema;

import org.jspecify.annotations.NullMarked;
