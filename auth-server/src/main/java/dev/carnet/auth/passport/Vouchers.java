package dev.carnet.auth.passport;

import io.smallrye.mutiny.Uni;

/// Whoever knows what the platforms that a workspace trusts say of its agents.
public interface Vouchers {

    /// Whether a platform's token says that a workload is that agent. It counts still.
    ///
    /// @param source the address it comes from
    Uni<Vouched> judge(String assertion, String agent, String source);
}
