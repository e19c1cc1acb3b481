package dev.carnet.auth.account;

import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.ReturnTarget;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where somebody goes on who set a factor up: to what demanded it, or else to the list of factors.
/// It travels sealed in the form, behind what else the form holds.
///
/// @param path path and query below the issuer
record Onward(String path) {

    static final Onward SECURITY = new Onward(SecurityEndpoint.HERE + "?done");

    /// The one a page was opened with.
    static Onward in(HttpServerRequest request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        return Parameters.parse(query)
                .one("return")
                .map(text -> new Onward(ReturnTarget.of(text).path()))
                .orElse(SECURITY);
    }

    /// The one that was sealed.
    static Onward sealed(String text) {
        return new Onward(text.substring(text.lastIndexOf(' ') + 1));
    }

    /// What else was sealed.
    static String rest(String text) {
        return text.substring(0, text.lastIndexOf(' '));
    }

    String behind(String text) {
        return text + " " + path;
    }

    /// The page of that place, on the way there.
    Place from(Place place) {
        return equals(SECURITY)
                ? place
                : new Place(
                        place.here() + "?return=" + URLEncoder.encode(path, StandardCharsets.UTF_8),
                        place.need());
    }
}
