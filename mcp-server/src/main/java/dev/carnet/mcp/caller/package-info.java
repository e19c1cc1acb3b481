/// Who is at the door, before anything they say is read. In: the headers of a request. Out: a
/// caller with the credential it presented, or the HTTP answer that turns it away. Trusts the
/// configuration for names and addresses, and the picture for credentials; never a Host or Origin
/// it has not compared exactly.
@NullMarked
package dev.carnet.mcp.caller;

import org.jspecify.annotations.NullMarked;
