package dev.carnet.mcp.policy;

/// How a rule and a question go together.
public sealed interface Match {

    /// It fits.
    record Fits() implements Match {}

    /// It does not.
    ///
    /// @param because `who`, `which` or `when`
    record Unfit(String because) implements Match {}

    /// It may or may not: what it asks for is not known here.
    ///
    /// @param needs `arguments`, or `caller`
    record Might(String needs) implements Match {}

    /// Its condition could not be evaluated, so the rule denies.
    record Failed(String why) implements Match {}

    /// The same, of a rule that may be about another caller.
    default Match uncertain() {
        return switch (this) {
            case Unfit unfit -> unfit;
            case Might might -> might;
            case Fits fits -> new Might("caller");
            case Failed failed -> new Might("caller");
        };
    }
}
