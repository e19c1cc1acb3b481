package dev.carnet.mcp.upstream;

/// Signs what proves one call that was decided and recorded, each time it is sent.
public interface CallProof {

    /// The header it comes in at a service that speaks plain HTTP.
    String HEADER = "carnet-call-passport";

    /// For a server that sees the tool and its arguments.
    String call();

    /// For a service that sees the request that was made of them.
    ///
    /// @param target path and query, as they are sent
    /// @param body as it is sent; nothing where there is none
    String request(String method, String target, byte[] body);
}
