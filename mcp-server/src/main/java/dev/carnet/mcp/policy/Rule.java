package dev.carnet.mcp.policy;

import java.util.Optional;

/// One rule: who × which × when → effect.
///
/// @param id chosen by the author, unique in its policy; entries of the log name it
/// @param priority higher ones are considered first
/// @param when a condition in CEL; compiled when it is asked for the first time
/// @param reason why the rule is there, for the person who is asked or refused
/// @param consequences what the call will bring about, for the person who decides
/// @param gate how a gate of this rule is decided
public record Rule(
        String id,
        int priority,
        Who who,
        Which which,
        Optional<String> when,
        Effect effect,
        String reason,
        String consequences,
        GateTerms gate) {

    /// Whether it fits, as far as that can be said.
    Match match(Question question) {
        if (which.fits(question.what()) == Fit.NO) {
            return new Match.Unfit("which");
        }
        Fit who = who().fits(question.who());
        if (who == Fit.NO) {
            return new Match.Unfit("who");
        }
        Match found =
                when.map(source -> Conditions.match(source, question)).orElseGet(Match.Fits::new);
        return who == Fit.MIGHT ? found.uncertain() : found;
    }
}
