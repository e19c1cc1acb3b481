/// Agents: non-human principals that answer to a person. In: requests of members. Out: agents as
/// they are, and a feed row for every change that matters to a passport. Trusts that the picture
/// bounds an agent by its owner's role. Never issues a passport; that is another room.
@NullMarked
package dev.carnet.auth.agent;

import org.jspecify.annotations.NullMarked;
