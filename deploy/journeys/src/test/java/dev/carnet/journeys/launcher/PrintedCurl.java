package dev.carnet.journeys.launcher;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A `curl` command as `./carnet up` prints it, sent without one: its headers and its body count,
/// so that what is printed is what is tested.
record PrintedCurl(List<String> words) {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|[^\\s\\\\]+");

    /// The first one printed: it carries no key.
    static PrintedCurl first(String said) {
        return of(said.substring(said.indexOf("curl "), said.indexOf("\n", said.indexOf("curl "))));
    }

    /// The one with a key.
    static PrintedCurl in(String said) {
        return of(said.substring(said.lastIndexOf("curl "), said.indexOf("Ctrl-C")));
    }

    PrintedCurl with(String key) {
        return new PrintedCurl(words.stream().map(word -> word.replace("<key>", key)).toList());
    }

    HttpRequest.Builder to(String url) {
        var request = HttpRequest.newBuilder(URI.create(url));
        request.POST(HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i + 1 < words.size(); i++) {
            var next = words.get(i + 1);
            switch (words.get(i)) {
                case "-H" -> request.header(next.split(": ", 2)[0], next.split(": ", 2)[1]);
                case "-d" -> request.POST(HttpRequest.BodyPublishers.ofString(next));
                default -> {}
            }
        }
        return request;
    }

    private static PrintedCurl of(String command) {
        var words = new ArrayList<String>();
        WORD.matcher(command)
                .results()
                .forEach(found ->
                        words.add(found.group(1) == null ? found.group() : found.group(1)));
        return new PrintedCurl(words);
    }
}
