package dev.carnet.local.doctor;

import java.net.URI;
import java.util.List;

/// There is no person, so whatever needs one is not tried.
public record Nobody() implements Somebody {

    @Override
    public List<URI> allow(URI page, String callback, int presses) throws NotTried {
        throw new NotTried("it needs a person: --email and --password, or --browser");
    }
}
