package dev.carnet.mcp.upstream;

/// A JSON text as its letters are meant: without backslashes, however many levels of JSON within
/// JSON put them there. To be looked through, and no JSON any more.
record Unescaped(String text) {

    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    /// That text.
    static Unescaped of(String json) {
        if (json.indexOf('\\') < 0) {
            return new Unescaped(json);
        }
        var text = new StringBuilder(json.length());
        for (int at = 0; at < json.length(); ) {
            int letter = letter(json, at);
            int end = end(json, letter);
            if (letter < json.length()) {
                text.append(meant(json, at, letter, end));
            }
            at = end;
        }
        return new Unescaped(text.toString());
    }

    /// Where in the JSON text each letter begins, and the end.
    static int[] places(String json) {
        int[] places = new int[json.length() + 1];
        int count = 0;
        for (int at = 0; at < json.length(); ) {
            int letter = letter(json, at);
            if (letter < json.length()) {
                places[count++] = at;
            }
            at = end(json, letter);
        }
        places[count] = json.length();
        return places;
    }

    /// The first that is no backslash.
    private static int letter(String json, int at) {
        int letter = at;
        while (letter < json.length() && json.charAt(letter) == '\\') {
            letter++;
        }
        return letter;
    }

    private static int end(String json, int letter) {
        return isNumber(json, letter)
                ? letter + 1 + HEX_DIGITS
                : Math.min(letter + 1, json.length());
    }

    private static char meant(String json, int at, int letter, int end) {
        return end - letter > 1 && letter > at
                ? (char) Integer.parseInt(json.substring(letter + 1, end), HEX)
                : json.charAt(letter);
    }

    /// Whether a backslash, a `u` and four hexadecimal digits stand there.
    private static boolean isNumber(String json, int letter) {
        boolean escaped =
                letter > 0
                        && letter + HEX_DIGITS < json.length()
                        && json.charAt(letter) == 'u'
                        && json.charAt(letter - 1) == '\\';
        for (int i = 1; escaped && i <= HEX_DIGITS; i++) {
            escaped = Character.digit(json.charAt(letter + i), HEX) >= 0;
        }
        return escaped;
    }
}
