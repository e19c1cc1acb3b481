package dev.carnet.auth.passport;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deeds;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// What pages do with passports, as the API does it.
@Singleton
public final class PassportActs {

    private final Passports passports;
    private final Deeds deeds;

    PassportActs(Passports passports, Deeds deeds) {
        this.passports = passports;
        this.deeds = deeds;
    }

    /// Issues one; it is the only time that its token appears.
    public Uni<Passport> issue(ApiCall call, PassportRequest request) {
        return deeds.create(
                        call, request, transaction -> passports.issue(transaction, call, request))
                .map(answer -> (Passport) answer.getEntity());
    }
}
