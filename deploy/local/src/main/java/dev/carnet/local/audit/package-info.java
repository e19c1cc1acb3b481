/// Taking the audit log out and checking it, away from the services. In: a database, or a file.
/// Out: a file of stored bytes with its heads, or a verdict and an exit code. Export trusts the
/// database to give what is stored and judges nothing; verify trusts nobody. Never writes to the
/// database.
@NullMarked
package dev.carnet.local.audit;

import org.jspecify.annotations.NullMarked;
