package dev.carnet.mcp.pin;

import dev.carnet.mcp.pin.Suspicion.Sort;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Phrases that belong into no description of a tool. They are looked for in what a model would
/// read: compatibility forms undone, what is invisible taken out, white space made one.
final class Phrases {

    private record Phrase(Sort sort, Pattern form) {}

    private static final List<Phrase> PHRASES =
            List.of(
                    orders(
                            "(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |every )*"
                                    + "(?:previous|prior|above|earlier|preceding|other|existing|system)"
                                    + " (?:instruction|rule|prompt|context|message|guideline|direction|polic)"),
                    orders(
                            "(?:do not|don't|never|must not) (?:tell|mention|inform|reveal|show|notify"
                                    + "|disclose|explain|say|report|ask|alert|warn)"),
                    orders("without (?:telling|informing|asking|notifying|alerting) "),
                    orders("(?:secretly|silently|covertly|quietly) "),
                    orders(
                            "(?:before|after|instead of|whenever|when|prior to) "
                                    + "(?:you )?(?:use|using|call|calling|invoke|invoking|run|running) "
                                    + "(?:this|any|every|another|other|the)\\b"),
                    orders(
                            "you (?:must|should|are required to|have to|need to) "
                                    + "(?:always |first |also )*(?:call|use|read|send|include|pass|run|invoke)"),
                    orders("always (?:call|use|invoke|prefer|run) this"),
                    orders("(?:you are now|from now on|act as |pretend (?:to be|that))"),
                    orders("(?:system prompt|developer message|hidden instruction)"),
                    orders("<important>|<system>|<instructions?>|<secret>|\\[inst]"),
                    orders("<\\|(?:im_start|im_end|system|user|assistant|endoftext)\\|>"),
                    orders("(?:^|\\s)(?:system|assistant|human|user) ?: "),
                    secrets("~/\\.(?:ssh|aws|config|kube|gnupg|docker|netrc|npmrc)"),
                    secrets("\\bid_(?:rsa|ed25519|ecdsa)\\b"),
                    secrets("/etc/(?:passwd|shadow)|\\bmcp\\.json\\b|(?:^|[\\s/'\"`])\\.env\\b"),
                    secrets(
                            "(?:send|post|upload|forward|exfiltrate|transmit|copy|pass) .{0,60}"
                                    + "(?:credential|password|secret|private key|api key|access token"
                                    + "|conversation|chat history)"),
                    markup("<(?:script|img|iframe|svg|object|embed|style|link|meta|form|a)[\\s/>]"),
                    markup("<!--"),
                    markup("!\\[[^\\]]{0,200}]\\("),
                    markup("]\\( ?(?:javascript|data|vbscript|file):"),
                    new Phrase(
                            Sort.ENCODED,
                            Pattern.compile("[A-Za-z0-9+/_-]{200}|(?:%[0-9a-f]{2}){40}")));

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final int SHOWN_CHARACTERS = 80;

    private Phrases() {}

    static List<Suspicion> suspicions(String pointer, String text) {
        String readable =
                SPACE.matcher(Normalizer.normalize(Characters.visible(text), Normalizer.Form.NFKC))
                        .replaceAll(" ");
        String folded = readable.toLowerCase(Locale.ROOT).replace('’', '\'');
        return PHRASES.stream()
                .flatMap(phrase -> found(phrase, pointer, folded).stream())
                .distinct()
                .toList();
    }

    private static List<Suspicion> found(Phrase phrase, String pointer, String text) {
        var match = phrase.form().matcher(text);
        if (!match.find()) {
            return List.of();
        }
        int from = Math.max(match.start() - SHOWN_CHARACTERS / 2, 0);
        int to = Math.min(match.end() + SHOWN_CHARACTERS / 2, text.length());
        String shown = text.substring(from, Math.min(to, from + 3 * SHOWN_CHARACTERS));
        return List.of(new Suspicion(phrase.sort(), pointer, "… " + shown.strip() + " …"));
    }

    private static Phrase orders(String form) {
        return new Phrase(Sort.INSTRUCTIONS, Pattern.compile(form));
    }

    private static Phrase secrets(String form) {
        return new Phrase(Sort.SECRETS, Pattern.compile(form));
    }

    private static Phrase markup(String form) {
        return new Phrase(Sort.MARKUP, Pattern.compile(form));
    }
}
