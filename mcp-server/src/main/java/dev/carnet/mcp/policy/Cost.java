package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.Map;

/// What one evaluation has cost so far: every step is one, and every text or collection it comes to
/// costs its length. Beyond the limit the evaluation fails. No clock is asked, so that the same
/// question costs the same everywhere and always.
final class Cost implements CelEvaluationListener {

    private long spent;

    @Override
    public void callback(CelExpr step, Object value) {
        spent += 1 + size(value);
        if (spent > Limits.CONDITION_COST) {
            throw new IllegalStateException("the condition costs too much with these values");
        }
    }

    private static int size(Object value) {
        return switch (value) {
            case CharSequence text -> text.length();
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> 0;
        };
    }
}
