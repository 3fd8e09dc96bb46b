// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Writes, for each deployable NAME, every class that `dev.baro.NAME` and all the modules it needs bring along, in the form of
/// the JVM's class lists: `java tools/ClassNames.java LIB DIRECTORY NAME...` writes `DIRECTORY/NAME.classes`. The classes of the
/// JDK are not among them.
final class ClassNames {
    private static final String SUFFIX = ".class";

    void main(String[] arguments) throws IOException {
        ModuleFinder library = ModuleFinder.of(Path.of(arguments[0]));
        List<Configuration> boot = List.of(ModuleLayer.boot().configuration());
        for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
            Configuration resolved =
                    Configuration.resolve(ModuleFinder.of(), boot, library, Set.of("dev.baro." + name));
            List<String> classes = resolved.modules().stream().flatMap(this::classes).toList();
            Files.write(Path.of(arguments[1], name + ".classes"), classes);
        }
    }

    private Stream<String> classes(ResolvedModule module) {
        try (ModuleReader reader = module.reference().open()) {
            return reader.list().toList().stream()
                    .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("META-INF/"))
                    .filter(name -> !name.endsWith("module-info.class"))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
