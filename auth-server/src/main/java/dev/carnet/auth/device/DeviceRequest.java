package dev.carnet.auth.device;

import dev.carnet.auth.authorize.Wish;
import dev.carnet.auth.client.Client;
import dev.carnet.shared.token.Scope;
import java.util.Set;

/// What a device asks a person for.
record DeviceRequest(Client client, DeviceCode code) implements Wish {

    @Override
    public String resource() {
        return code.resource();
    }

    @Override
    public Set<Scope> scopes() {
        return code.scopes();
    }
}
