package dev.carnet.auth.journey;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser that reads plain forms, keeps cookies and follows no redirect by itself.
public final class Browser {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
    private final URI origin;

    public Browser(String origin) {
        this.origin = URI.create(origin);
    }

    /// An answer, with what tests ask of it.
    public record Page(int status, String body, Map<String, String> headers) {

        public Optional<String> location() {
            return Optional.ofNullable(headers.get("location"));
        }

        boolean isUnable() {
            return status == 503 && headers.containsKey("retry-after");
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /// A parameter of the redirect.
        Optional<String> parameter(String name) {
            return location()
                    .map(where -> where.replaceAll("^[^?]*\\?", ""))
                    .flatMap(query -> in(query, name));
        }

        /// The hidden fields of the form that goes to that path.
        public Map<String, String> hidden(String action) {
            int form = body.indexOf("action=\"" + action + "\"");
            String rest = body.substring(form, body.indexOf("</form>", form));
            var fields = new LinkedHashMap<String, String>();
            var matcher = HIDDEN.matcher(rest);
            while (matcher.find()) {
                fields.put(matcher.group(1), matcher.group(2).replace("&amp;", "&"));
            }
            return fields;
        }

        private static Optional<String> in(String query, String name) {
            for (String pair : query.split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    String value = pair.substring(name.length() + 1);
                    return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        }
    }

    public Page get(String path) {
        return send(request(path).GET());
    }

    Page get(String path, String header, String value) {
        return send(request(path).header(header, value).GET());
    }

    public Page post(String path, Map<String, String> form) {
        return post(path, form, Map.of());
    }

    public Page post(String path, Map<String, String> form, Map<String, String> headers) {
        return postRaw(path, encode(form), headers);
    }

    Page postRaw(String path, String body, Map<String, String> headers) {
        var request =
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    /// Signs in on the page shown, and answers what comes next.
    public Page signIn(Page signInPage, String email, String password) {
        var form = new LinkedHashMap<>(signInPage.hidden("/signin"));
        form.put("email", email);
        form.put("password", password);
        return post("/signin", form);
    }

    /// Forgets every cookie.
    void forget() {
        cookies.getCookieStore().removeAll();
    }

    /// The value of a cookie.
    Optional<String> cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(cookie -> cookie.getValue())
                .findFirst();
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(origin.resolve(path)).header("Accept", "text/html");
    }

    private Page send(HttpRequest.Builder request) {
        return Patience.ask(() -> sendOnce(request), Page::isUnable);
    }

    private Page sendOnce(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            var headers = new LinkedHashMap<String, String>();
            answer.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name, String.join(", ", values)));
            return new Page(answer.statusCode(), answer.body(), headers);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
