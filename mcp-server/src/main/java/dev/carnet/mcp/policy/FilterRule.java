package dev.carnet.mcp.policy;

/// Which results are filtered, and how. All that fit count together.
///
/// @param who the callers who get them
/// @param which what they come from
public record FilterRule(String id, Who who, Which which, FilterTerms terms) {

    /// Whether it is about that.
    boolean fits(Question question) {
        return who.fits(question.who()) != Fit.NO && which.fits(question.what()) != Fit.NO;
    }
}
