// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.conformance.ConformanceTest;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.differential.Differential;
import dev.baro.dataplane.differential.RandomFrames;
import dev.baro.dataplane.instructions.VerifierBudget;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The compiler is an input: each of this distribution's makes programs that load and do the same. One that is missing
/// fails here and tells what to install; `make test` installs them all.
@NeedsRoot
@Tag("compilers")
class CompilerTest {
    private static final int FRAMES = 10_000;

    private static final Path PROGRAMS = Path.of("src/main/bpf");
    private static final Path LAB = Path.of("../lab/src/main/bpf");
    private static final Path AGENT_TESTS = Path.of("../agent/src/test/bpf");
    private static final Map<String, List<String>> PROGRAMS_OF = Map.of(
            "baro.bpf.o", List.of("baro_xdp", "baro_exceptions"),
            "probe.bpf.o", List.of("baro_probe_in", "baro_probe_out"),
            "trace.bpf.o", List.of("baro_xdp", "baro_exceptions"),
            "decap.bpf.o", List.of("baro_decap"));

    @TempDir
    private static Path programs;

    static List<BpfCompiler> compilers() throws IOException {
        return BpfCompiler.all();
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void everyProgramLoadsWithinItsBudget(BpfCompiler compiler) throws IOException {
        Path folder = compiled(compiler);

        assertThat(objects(folder))
                .extracting(path -> path.getFileName().toString())
                .containsAll(PROGRAMS_OF.keySet());
        for (Path object : objects(folder)) {
            try (BpfObject opened = loaded(object)) {
                for (String program :
                        PROGRAMS_OF.getOrDefault(object.getFileName().toString(), List.of())) {
                    VerifierBudget.keptBy(opened.program(program), compiler.clang());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void everyProgramOfLabAndTestsLoads(BpfCompiler compiler, @TempDir Path folder) throws IOException {
        compiler.compile(LAB, folder.resolve("lab"));
        compiler.compile(AGENT_TESTS, folder.resolve("outer4"), "-DOUTER=4");
        compiler.compile(AGENT_TESTS, folder.resolve("outer6"), "-DOUTER=6");

        for (Path object : objects(folder)) {
            loaded(object).close();
        }
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void treatsEveryFrameAsThePageSays(BpfCompiler compiler) throws IOException {
        treatsEveryFrameAsThePageSays(compiler, "baro.bpf.o");
    }

    /// The program that traces forwards as the other one does.
    @ParameterizedTest
    @MethodSource("compilers")
    void treatsEveryTracedFrameAsThePageSays(BpfCompiler compiler) throws IOException {
        treatsEveryFrameAsThePageSays(compiler, "trace.bpf.o");
    }

    private static void treatsEveryFrameAsThePageSays(BpfCompiler compiler, String object) throws IOException {
        byte[] elf = Files.readAllBytes(compiled(compiler).resolve(object));

        try (TestedProgram program = TestedProgram.open(Setups.WHOLE, elf)) {
            ConformanceTest.rows().forEach(row -> ConformanceTest.treat(program, row));
        }
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE, elf)) {
            long seed = Long.getLong("baro.seed", System.nanoTime());
            assertThat(firstDifference(program, seed))
                    .as("%s of %s, -Dbaro.seed=%d", object, compiler, seed)
                    .isEmpty();
        }
    }

    @Test
    void missingCompilerIsNamedWithItsPackage(@TempDir Path folder) {
        assertThatThrownBy(() -> new BpfCompiler("clang-9999").compile(PROGRAMS, folder))
                .hasMessageEndingWith("baro: clang-9999 is needed to compile the BPF programs,"
                        + " on Debian: apt-get install clang-9999");
    }

    private static Optional<Differential.Difference> firstDifference(TestedProgram program, long seed) {
        Differential differential = new Differential(program, Setups.WHOLE);
        RandomFrames frames = new RandomFrames(seed);
        return Stream.generate(frames::next)
                .limit(FRAMES)
                .flatMap(next -> differential.compare(next.frame(), next.valid()).stream())
                .findFirst();
    }

    /// The folder with this compiler's programs, which is filled once.
    private static Path compiled(BpfCompiler compiler) throws IOException {
        Path folder = programs.resolve(compiler.clang());
        if (!Files.exists(folder)) {
            compiler.compile(PROGRAMS, folder);
        }
        return folder;
    }

    private static BpfObject loaded(Path object) throws IOException {
        BpfObject opened = BpfObject.of(object.getFileName().toString(), Files.readAllBytes(object));
        try {
            opened.load();
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static List<Path> objects(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".bpf.o")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
