package dev.carnet.mcp.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Words that give orders to a model instead of telling it something. The text is in small letters
/// and its spaces are single ones; `Disguises` sees to what is hidden.
final class Orders {

    private static final String OLD =
            "(?:(?:all|any|every|the|your|my|of|these|those|previous|prior|above|earlier|preceding"
                    + "|former|foregoing|existing|current|original) ){0,5}";
    private static final String WORDS =
            "(?:instruction|direction|directive|guideline|rule|prompt|command|order|constraint)s?";
    private static final String FOREIGN =
            "(?:ignoriere? (?:alle )?(?:vorherigen|bisherigen|obigen|vorigen) (?:anweisungen|befehle"
                    + "|regeln)|ignore[rz]? (?:toutes )?les (?:instructions|consignes) "
                    + "(?:précédentes|ci-dessus)|ignora (?:todas )?las instrucciones "
                    + "(?:anteriores|previas)|ignora (?:tutte )?le istruzioni precedenti|ignore "
                    + "(?:todas )?as instruções anteriores)";

    private static final List<Sign> SIGNS =
            List.of(
                    Sign.of(
                            "ignore_instructions",
                            "\\b(?:ignore|disregard|forget|override|bypass|skip|abandon) "
                                    + OLD
                                    + "(?:previous|prior|above|earlier|preceding|former|foregoing"
                                    + "|existing|original|system|safety|security) "
                                    + "(?:system |safety |security )?"
                                    + WORDS,
                            "instruction",
                            "direction",
                            "directive",
                            "guideline",
                            "rule",
                            "prompt",
                            "command",
                            "order",
                            "constraint"),
                    Sign.of(
                            "ignore_instructions",
                            "\\b(?:ignore|disregard|forget) (?:everything|anything|all|what) "
                                    + "(?:that |you )?(?:was |were |have been |has been |is )?"
                                    + "(?:said |told |written |stated )?(?:above|before|previously"
                                    + "|until now|so far)\\b",
                            "above",
                            "before",
                            "previous",
                            "until now",
                            "so far"),
                    Sign.of("ignore_instructions", FOREIGN, "ignor"),
                    Sign.of(
                            "reveal_prompt",
                            "\\b(?:reveal|print|show|repeat|output|leak|display|disclose|tell me"
                                    + "|give me|write out) (?:me )?(?:verbatim )?(?:your|the) "
                                    + "(?:full |entire |complete |exact )?(?:system|initial|hidden"
                                    + "|original|secret) (?:prompt|instructions?|message)",
                            "prompt",
                            "instruction",
                            "message"),
                    Sign.of(
                            "new_role",
                            "\\b(?:you are now|from now on,? you are|you will now act as"
                                    + "|pretend (?:that )?you are) (?:a |an |in |the )?"
                                    + "(?:dan\\b|developer mode|debug mode|god mode|jailbroken"
                                    + "|unrestricted|unfiltered|uncensored|evil|root)",
                            "you are",
                            "act as",
                            "switch to"),
                    Sign.of(
                            "new_instructions",
                            "(?:^|[\\n.!>*#-] ?)(?:your )?(?:new|updated|revised|real|actual|urgent) "
                                    + "(?:system )?(?:instructions?|prompt|directives?|task"
                                    + "|objective)(?: for (?:the )?(?:ai|assistant|model|agent))?"
                                    + " ?:",
                            "instruction",
                            "prompt",
                            "directive",
                            "task",
                            "objective"),
                    Sign.of(
                            "false_speaker",
                            "<\\|(?:system|im_start|im_end|endoftext|start_header_id|eot_id)\\|>"
                                    + "|\\[/?inst\\]|<</?sys>>|</?(?:system|system_prompt"
                                    + "|important|instructions)>|(?:^|\\n)#{2,4} ?(?:system"
                                    + "|new instructions?) ?:?\\s*(?:\\n|you )",
                            "<",
                            "[",
                            "#"),
                    Sign.of(
                            "hide_from_user",
                            "\\b(?:do not|don't|never|without|must not) (?:tell|inform|mention"
                                    + "|reveal|show|notify|alert|telling|informing|mentioning"
                                    + "|notifying|alerting|asking)(?: (?:this|that|it|any of this"
                                    + "|anything|about this|of this)){0,2}(?: (?:to|with))?"
                                    + " the (?:user|human)\\b",
                            "user",
                            "human",
                            "person",
                            "operator"),
                    Sign.of(
                            "carry_away",
                            "\\b(?:send|post|forward|upload|exfiltrate|e-?mail|transmit|append"
                                    + "|include|copy|leak)\\b[^.\\n]{0,80}(?:\\.env\\b|\\b(?:credentials?"
                                    + "|passwords?|api keys?|secrets?|access tokens?|ssh keys?"
                                    + "|environment variables?|private keys?|id_rsa"
                                    + "|conversation|chat history)\\b)[^.\\n]{0,60}\\b(?:to|at|via"
                                    + "|into) (?:https?://|[a-z0-9._-]+@|the (?:url|address"
                                    + "|following))",
                            "credential",
                            "password",
                            "key",
                            "secret",
                            "token",
                            "variable",
                            ".env",
                            "id_rsa",
                            "conversation",
                            "history"),
                    Sign.of(
                            "call_tool",
                            "\\b(?:you must|always|make sure to|be sure to|immediately"
                                    + "|before (?:answering|responding|doing anything)),? "
                                    + "(?:first |now |also |then )?(?:call|invoke|use|run|execute)"
                                    + " (?:the |this )?[`'\"]?[a-z0-9_.-]{2,60}[`'\"]? tool\\b",
                            "tool",
                            "function"),
                    Sign.of(
                            "model_in_comment",
                            "<!--[^>]{0,200}\\b(?:ai|assistant|llm|model|agent)s?\\b[^>]{0,200}"
                                    + "\\b(?:must|should|ignore|instead|do not)\\b",
                            "<!--"),
                    Sign.of(
                            "image_carrier",
                            "!\\[[^\\]]{0,200}\\]\\(https?://[^)\\s]{1,300}[?&][a-z_]{1,20}="
                                    + "(?:\\{|\\$\\{|<|%7b|\\[)[^)]{0,200}\\)",
                            "!["));

    /// The same without spaces, for letters that were set apart.
    private static final List<Sign> SQUEEZED =
            List.of(
                    Sign.of(
                            "ignore_instructions",
                            "(?:ignore|disregard|forget|override)(?:all|any|the|your|of|my){0,3}"
                                    + "(?:previous|prior|above|earlier|preceding|system|safety)"
                                    + "(?:instruction|direction|rule|prompt|guideline)s?",
                            "instruction",
                            "direction",
                            "rule",
                            "prompt",
                            "guideline"),
                    Sign.of(
                            "reveal_prompt",
                            "(?:reveal|print|show|repeat|output|leak)(?:your|the)(?:system|initial"
                                    + "|hidden)(?:prompt|instructions?)",
                            "prompt",
                            "instruction"),
                    Sign.of(
                            "hide_from_user",
                            "(?:donot|dont|never)(?:tell|inform|mention|show)(?:this|it)?(?:to)?"
                                    + "theuser",
                            "theuser"));

    private Orders() {}

    /// Every order in the text, whose places are those of the text as it is given.
    static List<Finding> in(String text, String disguise) {
        return in(SIGNS, text.toLowerCase(Locale.ROOT), disguise);
    }

    /// Every order in letters without spaces.
    static List<Finding> squeezed(String letters, String disguise) {
        return in(SQUEEZED, letters.toLowerCase(Locale.ROOT), disguise);
    }

    private static List<Finding> in(List<Sign> signs, String text, String disguise) {
        var found = new ArrayList<Finding>();
        for (Sign sign : signs) {
            sign.find(
                    text,
                    (start, end) -> found.add(new Finding(sign.kind(), disguise, start, end)));
        }
        return found;
    }
}
