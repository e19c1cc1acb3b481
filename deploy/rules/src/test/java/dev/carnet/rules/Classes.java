package dev.carnet.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;

/// The compiled main classes of every module.
final class Classes {

    private static final JavaClasses ALL = load();

    private Classes() {}

    static JavaClasses all() {
        return ALL;
    }

    private static JavaClasses load() {
        var folders = Checkout.modules().stream().map(Classes::compiled).toList();
        return new ClassFileImporter().importPaths(folders);
    }

    private static Path compiled(Path module) {
        var folder = module.resolve("target/classes");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    Checkout.name(module) + " is not compiled: the rules would not see it");
        }
        return folder;
    }
}
