package dev.carnet.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
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

    /// @param lines from the opening to the closing line of the body, both counted, without what
    ///   stands in text blocks
    record Method(String file, String name, long line, int lines) {

        @Override
        public String toString() {
            return file + ":" + line + ": " + name + " has " + lines + " lines";
        }
    }

    private final SourcePositions positions;
    private final List<Method> found = new ArrayList<>();

    private long text;

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
        var outside = text;
        text = 0;
        super.visitMethod(method, unit);
        if (method.getBody() != null) {
            var file = Checkout.name(Path.of(unit.getSourceFile().toUri()));
            int lines = (int) (height(method.getBody(), unit) - text);
            var name = method.getName().toString();
            found.add(new Method(file, name, line(unit, start(method, unit)), lines));
        }
        text += outside;
        return null;
    }

    /// A text block is no step, however long it is.
    @Override
    public Void visitLiteral(LiteralTree literal, CompilationUnitTree unit) {
        text += height(literal, unit) - 1;
        return null;
    }

    private long height(Tree tree, CompilationUnitTree unit) {
        long end = line(unit, positions.getEndPosition(unit, tree));
        return end - line(unit, start(tree, unit)) + 1;
    }

    private long start(Tree tree, CompilationUnitTree unit) {
        return positions.getStartPosition(unit, tree);
    }

    private static long line(CompilationUnitTree unit, long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
