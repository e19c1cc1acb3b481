/// The front desk of the REST API: which route needs what, who is asking, and how a refusal reads.
/// In: requests under `/api/v1`. Out: a call with its caller, or a problem (RFC 9457). Trusts the
/// caller check and its own table; a route that is not in the table does not exist. Never answers
/// with internals.
@NullMarked
package dev.carnet.auth.rest;

import org.jspecify.annotations.NullMarked;
