/// The only way by which the credential of a service leaves Carnet. In: an agent with a passport,
/// and the name of a service. Out: the header and its value, or a refusal that says whose decision
/// is missing. It takes two: an owner who put the service into the mode `direct`, and a passport
/// that names the service with that mode. Nobody else is ever given one, however they ask, and
/// never what belongs to a person.
@NullMarked
package dev.carnet.mcp.handout;

import org.jspecify.annotations.NullMarked;
