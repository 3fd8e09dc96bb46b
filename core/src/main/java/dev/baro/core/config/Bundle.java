// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A configuration in several files, as one text: the main file, followed by each of the others after a line
/// that names it. Code that stores or sends a single text therefore handles all files.
///
/// @param pieces the main file first, then the others in the order of their names
public record Bundle(List<Piece> pieces) {
    /// The beginning of a line that names a file; every YAML parser treats such a line as a comment.
    private static final String MARK = "#%file ";

    private static final String MAIN_ENDING = ".yaml";
    private static final String DIRECTORY_ENDING = ".d";
    private static final Pattern LINE = Pattern.compile("\\bline ([0-9]{1,9})\\b");

    public Bundle {
        pieces = List.copyOf(pieces);
    }

    /// @param name   the file's name relative to the directory of the main file, `baro.d/10-shop.yaml`; empty
    ///               for the main file
    /// @param before the number of lines in the whole text before the first line of this file
    public record Piece(String name, int before, String text) {
        public boolean isMain() {
            return name.isEmpty();
        }

        /// The file's name without its directory.
        public String fileName() {
            return name.substring(name.lastIndexOf('/') + 1);
        }
    }

    /// A line in one of the files.
    ///
    /// @param name the file's name, as in [Piece#name()]
    /// @param line 1-based; 0 for the file as a whole
    public record Place(String name, int line) {}

    /// The directory of the other files: `baro.d` for `baro.yaml`.
    ///
    /// @return the name of a directory next to the main file; empty if the main file can have no other files
    public static String directory(String mainFile) {
        return mainFile.endsWith(MAIN_ENDING)
                ? mainFile.substring(0, mainFile.length() - MAIN_ENDING.length()) + DIRECTORY_ENDING
                : "";
    }

    /// Whether a file in that directory belongs to the configuration; editors may leave other files there.
    public static boolean takes(String fileName) {
        return fileName.endsWith(MAIN_ENDING) && !fileName.startsWith(".");
    }

    /// @param others the other files by name, relative to the directory of the main file
    public static String join(String main, SequencedMap<String, String> others) {
        StringBuilder whole = new StringBuilder(main);
        for (Map.Entry<String, String> other : others.entrySet()) {
            if (!whole.isEmpty() && whole.charAt(whole.length() - 1) != '\n') {
                whole.append('\n');
            }
            whole.append(MARK).append(other.getKey()).append('\n').append(other.getValue());
        }
        return whole.toString();
    }

    /// Whether a text consists of several files.
    public static boolean isBundle(String text) {
        return text.startsWith(MARK) || text.contains("\n" + MARK);
    }

    public static Bundle of(String text) {
        if (!isBundle(text)) {
            return new Bundle(List.of(new Piece("", 0, text)));
        }
        List<Piece> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        String name = "";
        int before = 0;
        int line = 0;
        for (String each : text.split("(?<=\n)", -1)) {
            line++;
            if (each.startsWith(MARK)) {
                pieces.add(new Piece(name, before, piece.toString()));
                name = each.substring(MARK.length()).strip();
                before = line;
                piece.setLength(0);
            } else {
                piece.append(each);
            }
        }
        pieces.add(new Piece(name, before, piece.toString()));
        return new Bundle(pieces);
    }

    /// The reason why a main file with this name cannot have other files next to it; empty if it can.
    public Optional<String> obstacle(String mainFile) {
        List<String> names = pieces.stream()
                .filter(piece -> !piece.isMain())
                .map(Piece::fileName)
                .toList();
        if (!names.isEmpty() && directory(mainFile).isEmpty()) {
            return Optional.of(
                    "the configuration consists of several files, but next to " + mainFile + " no other file is read");
        }
        return names.stream()
                .filter(name -> !takes(name) || name.indexOf(0) >= 0 || Collections.frequency(names, name) > 1)
                .findFirst()
                .map(name -> "the configuration has a file that cannot be placed next to " + mainFile + ": " + name);
    }

    /// Joins the main file's text with the other files of a directory, in the order of their names.
    public String in(String directory) {
        SortedMap<String, String> others = new TreeMap<>();
        pieces.stream()
                .filter(piece -> !piece.isMain())
                .forEach(piece -> others.put(directory + "/" + piece.fileName(), piece.text()));
        return join(pieces.getFirst().text(), others);
    }

    /// @param line a line of the whole text, 1-based
    public Place place(int line) {
        Piece found = pieces.getFirst();
        for (Piece piece : pieces) {
            found = piece.before() <= line && !piece.isMain() ? piece : found;
        }
        return new Place(found.name(), Math.max(0, line - found.before()));
    }

    /// Rewrites a message: line numbers in the whole text become line numbers in the files.
    ///
    /// @param name the main file's name in messages
    public String located(String words, String name) {
        return pieces.size() == 1
                ? words
                : LINE.matcher(words).replaceAll(match -> {
                    Place place = place(Integer.parseInt(match.group(1)));
                    String file = place.name().isEmpty() ? "the main file" : place.name();
                    return Matcher.quoteReplacement(
                            "line " + place.line() + (place.name().equals(name) ? "" : " of " + file));
                });
    }

    /// The name of one of the files as the user knows it.
    ///
    /// @param mainFile the user's name for the main file
    public static String called(String mainFile, String name) {
        return name.isEmpty() ? mainFile : mainFile.substring(0, mainFile.lastIndexOf('/') + 1) + name;
    }
}
