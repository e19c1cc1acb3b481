/// What became of a passport: every call of it and of all it was renewed into, as the log has them,
/// beside what its agent reported. In: somebody who may see it. Out: JSON, and pages for people.
/// Trusts the log; what an agent says is shown as its word. Never changes anything but what
/// somebody decides about a report, by the journey of room `passport`.
@NullMarked
package dev.carnet.auth.report;

import org.jspecify.annotations.NullMarked;
