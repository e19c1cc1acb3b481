/// The REST API of auth-server: its table of routes, what its front desk is made of, and edits
/// through Hibernate. In: the issuer and this service's own things. Out: what the desk stands on.
/// Trusts the desk for everything that is the same at both services.
@NullMarked
package dev.carnet.auth.rest;

import org.jspecify.annotations.NullMarked;
