/// Mail about what happened in a workspace. In: deliveries that mcp-server put in for addresses
/// that agreed, and addresses that are to be asked. Out: letters, a bounded number an hour for each
/// address, in which several events stand together; and codes. Trusts mcp-server for who is to be
/// told of what; shows the words of an event as text. Never sends anything but a code to who did
/// not agree, and never gives up without a reason that can be read.
@NullMarked
package dev.carnet.auth.notice;

import org.jspecify.annotations.NullMarked;
