package dev.carnet.bench.person;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A form of a server-rendered page, as plain HTML shows it.
///
/// @param action where it is sent to; empty for the page's own address
/// @param inputs the attributes of each input and text area; what stands in one is its `value`
/// @param buttons the attributes of each button, with its text under `label`
record Form(String action, List<Map<String, String>> inputs, List<Map<String, String>> buttons) {

    private static final Pattern FORM = Pattern.compile("(?is)(<form\\b[^>]*>)(.*?)</form>");
    private static final Pattern INPUT = Pattern.compile("(?is)<input\\b[^>]*>");
    private static final Pattern TEXT_AREA =
            Pattern.compile("(?is)(<textarea\\b[^>]*>)(.*?)</textarea>");
    private static final Pattern BUTTON = Pattern.compile("(?is)(<button\\b[^>]*>)(.*?)</button>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([\\w:-]+)(?:\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s>]+)))?");

    /// The forms of a page, in order.
    static List<Form> of(String html) {
        return FORM.matcher(html)
                .results()
                .map(form ->
                        new Form(
                                attributes(form.group(1)).getOrDefault("action", ""),
                                inputs(form.group(2)),
                                buttons(form.group(2))))
                .toList();
    }

    boolean has(String name) {
        return inputs.stream().anyMatch(input -> name.equals(input.get("name")));
    }

    boolean offers(String label) {
        return buttons.stream().anyMatch(button -> label.equals(button.get("label")));
    }

    /// What it sends when every box is ticked, those fields are typed and that button is pressed.
    String filled(Map<String, String> typed, String label) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        var radios = new LinkedHashMap<String, String>();
        for (var input : inputs) {
            String name = input.getOrDefault("name", "");
            String value = input.getOrDefault("value", "");
            switch (input.getOrDefault("type", "text")) {
                case "submit", "button", "reset" -> {}
                case "radio" -> chooseRadio(radios, name, value, input.containsKey("checked"));
                case "checkbox" -> pairs.add(Map.entry(name, value.isEmpty() ? "on" : value));
                default -> pairs.add(Map.entry(name, typed.getOrDefault(name, value)));
            }
        }
        pairs.addAll(radios.entrySet());
        buttons.stream()
                .filter(button -> label.equals(button.get("label")) && button.containsKey("name"))
                .forEach(button ->
                        pairs.add(
                                Map.entry(
                                        button.getOrDefault("name", ""),
                                        button.getOrDefault("value", ""))));
        return encode(pairs);
    }

    private static void chooseRadio(
            Map<String, String> radios, String name, String value, boolean checked) {
        if (checked || !radios.containsKey(name)) {
            radios.put(name, value);
        }
    }

    static String encode(List<Map.Entry<String, String>> pairs) {
        return pairs.stream()
                .filter(pair -> !pair.getKey().isEmpty())
                .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<Map<String, String>> inputs(String html) {
        var all = new ArrayList<Map<String, String>>();
        INPUT.matcher(html).results().forEach(one -> all.add(attributes(one.group())));
        TEXT_AREA
                .matcher(html)
                .results()
                .forEach(one -> {
                    var area = attributes(one.group(1));
                    area.put("value", text(one.group(2)));
                    all.add(area);
                });
        return all;
    }

    private static List<Map<String, String>> buttons(String html) {
        return BUTTON.matcher(html)
                .results()
                .map(button -> {
                    var all = attributes(button.group(1));
                    all.put("label", text(button.group(2).replaceAll("<[^>]*>", "")).strip());
                    return all;
                })
                .toList();
    }

    private static Map<String, String> attributes(String tag) {
        var found = new LinkedHashMap<String, String>();
        var matcher = ATTRIBUTE.matcher(tag.replaceFirst("^<\\w+", ""));
        while (matcher.find()) {
            String value = "";
            for (int group = 2; group <= 4; group++) {
                value = matcher.group(group) == null ? value : text(matcher.group(group));
            }
            found.put(matcher.group(1).toLowerCase(java.util.Locale.ROOT), value);
        }
        return found;
    }

    private static String text(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x27;", "'")
                .replace("&amp;", "&");
    }
}
