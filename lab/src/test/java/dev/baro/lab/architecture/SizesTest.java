// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Sources stay of a size that a reader takes in at once. Data in text blocks does not count towards a method.
class SizesTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 40;
    /// Rows of data and their expectations.
    private static final int TEST_METHOD_LINES = 60;
    private static final int FUNCTION_LINES = 70;
    private static final int PARAMETERS = 5;

    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\R.*?\"\"\"", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("^\\{\\R.*?^}", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void noSourceIsLongerThanItsBudget() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Sources.endingWith(".java", ".c", ".h")) {
            long lines = Files.readString(file).lines().count();
            if (lines > FILE_LINES) {
                tooLong.add(name(file) + ": " + lines);
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsLongerThanItsBudget() throws IOException {
        List<String> tooLong = new ArrayList<>();
        methods((file, method, source) -> {
            int budget = name(file).contains("/src/test/") ? TEST_METHOD_LINES : METHOD_LINES;
            long lines = TEXT_BLOCK.matcher(source).replaceAll("\"\"").lines().count();
            if (lines > budget) {
                tooLong.add(name(file) + " " + method.getName() + ": " + lines);
            }
        });

        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodTakesMoreParametersThanItsBudget() throws IOException {
        List<String> tooMany = new ArrayList<>();
        methods((file, method, _) -> {
            boolean constructor = method.getReturnType() == null;
            if (!constructor && method.getParameters().size() > PARAMETERS) {
                tooMany.add(name(file) + " " + method.getName());
            }
        });

        assertThat(tooMany).isEmpty();
    }

    @Test
    void noFunctionIsLongerThanItsBudget() throws IOException {
        List<String> tooLong = new ArrayList<>();
        int functions = 0;
        for (Path file : Sources.endingWith(".c", ".h")) {
            Matcher function = FUNCTION.matcher(Files.readString(file));
            while (function.find()) {
                functions++;
                if (function.group().lines().count() > FUNCTION_LINES) {
                    tooLong.add(name(file) + ": " + function.group().lines().count() + " lines");
                }
            }
        }

        assertThat(functions).isGreaterThan(100);
        assertThat(tooLong).isEmpty();
    }

    private interface Visitor {
        void method(Path file, MethodTree method, String source);
    }

    private static void methods(Visitor visitor) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, null, null, files.getJavaFileObjectsFromPaths(Sources.endingWith(".java")));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                visit(unit, positions, visitor);
            }
        }
    }

    private static void visit(CompilationUnitTree unit, SourcePositions positions, Visitor visitor) throws IOException {
        String text = unit.getSourceFile().getCharContent(true).toString();
        Path file = Path.of(unit.getSourceFile().toUri());
        new TreeScanner<Void, Path>() {
            @Override
            public Void visitMethod(MethodTree method, Path in) {
                BlockTree body = method.getBody();
                String source = body == null
                        ? ""
                        : text.substring((int) positions.getStartPosition(unit, body), (int)
                                positions.getEndPosition(unit, body));
                visitor.method(in, method, source);
                return super.visitMethod(method, in);
            }
        }.scan(unit, file);
    }

    private static String name(Path file) {
        return ClassFiles.ROOT.relativize(file).toString();
    }
}
