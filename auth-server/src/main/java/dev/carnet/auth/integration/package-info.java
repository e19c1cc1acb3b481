/// What is connected to a workspace: its own clients, the strangers its members let in, and the
/// grants between them. In: requests of admins and members. Out: clients and grants as they are,
/// and a client's secret once. Trusts the client room's rules for metadata. Never shows what
/// another workspace allowed the same stranger.
@NullMarked
package dev.carnet.auth.integration;

import org.jspecify.annotations.NullMarked;
