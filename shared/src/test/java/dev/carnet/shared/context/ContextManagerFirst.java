package dev.carnet.shared.context;

import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Makes what Mutiny hands contexts on with before the first of the classes that run side by side:
/// it is made at first use, and of two threads that do so at once one fails.
public final class ContextManagerFirst implements BeforeAllCallback {

    static {
        ContextManagerProvider.instance().getContextManager();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // It was done when this class was loaded.
    }
}
