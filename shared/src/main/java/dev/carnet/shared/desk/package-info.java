/// The front desk of the REST API of either service: which route needs what, who is asking, how
/// what they change is kept with its event, and how a refusal reads. In: requests under `/api/v1`
/// and the service's own table of routes. Out: a call with its caller, or a problem (RFC 9457).
/// Trusts the caller check and the table; a route that is not in the table does not exist. Never
/// answers with internals.
@NullMarked
package dev.carnet.shared.desk;

import org.jspecify.annotations.NullMarked;
