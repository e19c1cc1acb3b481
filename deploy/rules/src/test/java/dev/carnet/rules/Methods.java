package dev.carnet.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.ToolProvider;

/// Every method of some sources with its length, as the compiler's own parser sees them.
final class Methods extends TreeScanner<Void, CompilationUnitTree> {

    /// @param lines from the opening to the closing line of the body, both counted
    record Method(String file, String name, long line, int lines) {

        @Override
        public String toString() {
            return file + ":" + line + ": " + name + " has " + lines + " lines";
        }
    }

    private final SourcePositions positions;
    private final List<Method> found = new ArrayList<>();

    private Methods(SourcePositions positions) {
        this.positions = positions;
    }

    static List<Method> in(List<Path> sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    _ -> {},
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            var methods = new Methods(Trees.instance(task).getSourcePositions());
            for (var unit : task.parse()) {
                methods.scan(unit, unit);
            }
            return methods.found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
        if (method.getBody() != null) {
            long start = line(unit, positions.getStartPosition(unit, method.getBody()));
            long end = line(unit, positions.getEndPosition(unit, method.getBody()));
            var file = Checkout.name(Path.of(unit.getSourceFile().toUri()));
            found.add(
                    new Method(file, method.getName().toString(), start, (int) (end - start + 1)));
        }
        return super.visitMethod(method, unit);
    }

    private static long line(CompilationUnitTree unit, long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
