/// The servers behind the gateway: well-behaved ones of every era, and hostile ones, on real
/// sockets and as real processes.
@org.jspecify.annotations.NullMarked
package dev.carnet.mcp.upstream;
