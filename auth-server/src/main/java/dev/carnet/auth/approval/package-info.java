/// Where people decide about calls that wait for them. In: a person who signed in a moment ago, a
/// gate, a form. Out: one conditional statement with its event, and mail to those who may decide.
/// Trusts mcp-server for what a gate says of its call; shows it as text, never as markup. Never
/// runs anything, and never decides for who asked.
@NullMarked
package dev.carnet.auth.approval;

import org.jspecify.annotations.NullMarked;
