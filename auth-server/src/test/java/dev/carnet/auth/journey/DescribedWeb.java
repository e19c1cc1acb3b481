package dev.carnet.auth.journey;

import dev.carnet.testing.TestHosts;
import dev.carnet.testing.TlsHost;
import java.net.URI;

/// The web as described clients have it: one host under all the names of `TestHosts`.
final class DescribedWeb implements AutoCloseable {

    final TlsHost host = TlsHost.start(TestHosts.tls());

    DescribedWeb() {
        TestHosts.NAMES.forEach(name -> TestNames.lead(name, host.port()));
    }

    /// Shows that document at that URL.
    DescribedWeb serves(String url, String json, String... headers) {
        return answers(url, TlsHost.json(json, headers));
    }

    DescribedWeb answers(String url, TlsHost.Reply reply) {
        URI uri = URI.create(url);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        host.answers(uri.getRawPath() + query, reply);
        return this;
    }

    /// How often the document at that URL was asked for.
    long asked(String url) {
        String path = URI.create(url).getRawPath();
        return host.requests().stream().filter(request -> request.path().equals(path)).count();
    }

    @Override
    public void close() {
        host.close();
    }
}
