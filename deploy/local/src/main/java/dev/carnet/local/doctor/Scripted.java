package dev.carnet.local.doctor;

import dev.carnet.bench.person.Person;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/// A person whose e-mail and password are known: fills in Carnet's own forms.
public record Scripted(Person person) implements Somebody {

    @Override
    public List<URI> allow(URI page, String callback, int presses)
            throws IOException, InterruptedException {
        return person.browse(page, callback, presses);
    }
}
