/// How auth-server begins and ends. In: configuration and a database. Out: a service that is ready,
/// or one line that says why not. Trusts nothing it has not checked.
@NullMarked
package dev.carnet.auth.startup;

import org.jspecify.annotations.NullMarked;
