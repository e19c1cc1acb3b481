/// What was revoked, for resource servers that are not Carnet's own. In: a credential of the
/// workspace and how far its holder has read. Out: an endless stream of that workspace's
/// revocations, and every second how far it is complete. Says ids and never reasons; a stream ends
/// with its credential, and says nothing while this replica does not know itself.
@NullMarked
package dev.carnet.auth.feed;

import org.jspecify.annotations.NullMarked;
