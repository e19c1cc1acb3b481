/// The agents of a workspace as its people see them. In: a member who is signed in, a form. Out: a
/// list, a page for each agent, and what the API does with agents and passports, by its own
/// journeys. Shows the token of a passport once, in the answer to the form that asked for it, and
/// keeps it nowhere.
@NullMarked
package dev.carnet.auth.roster;

import org.jspecify.annotations.NullMarked;
