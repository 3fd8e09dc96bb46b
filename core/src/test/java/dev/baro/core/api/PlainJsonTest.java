// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.DscpSurvey;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {
    private static final String DIFFERENCE = "\"revision\": 3, \"changes\": [\"a\"]";

    @ParameterizedTest
    @ValueSource(
            classes = {
                Applied.class,
                Difference.class,
                DscpSurvey.class,
                EventList.class,
                FlowReport.class,
                Members.class,
                ProblemDetail.class,
                SavedOverrides.class,
                ServerChange.class,
                ServerDetail.class,
                ServerList.class,
                SessionList.class,
                Status.class
            })
    void readsWhatIsWritten(Class<?> type) throws ReflectiveOperationException {
        Object sample = sample(type);

        assertThat(PlainJson.read(Json.write(sample), type).orElseThrow()).isEqualTo(sample);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{DIFFERENCE, \"needs_force\": [], \"since\": 7}",
                "{\"new\": {\"needs_force\": [[1]]}, DIFFERENCE, \"needs_force\": []}"
            })
    void skipsWhatTheRecordDoesNotKnow(String text) {
        assertThat(PlainJson.read(text.replace("DIFFERENCE", DIFFERENCE), Difference.class))
                .hasValue(new Difference(3, List.of("a"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "null",
                "[]",
                "{DIFFERENCE}",
                "{DIFFERENCE, \"needs_force\": []",
                "{DIFFERENCE, \"needs_force\": []} {}",
                "{DIFFERENCE, \"needs_force\": null}",
                "{DIFFERENCE, \"needs_force\": [null]}",
                "{DIFFERENCE, \"needs_force\": [1]}",
                "{DIFFERENCE, \"needs_force\": {}}",
                "{DIFFERENCE, \"needs_force\": [], \"revision\": 4}",
                "{\"revision\": 3.5, \"changes\": [], \"needs_force\": []}",
                "{\"revision\": \"3\", \"changes\": [], \"needs_force\": []}",
                "{\"revision\": 3000000000, \"changes\": [], \"needs_force\": []}"
            })
    void leavesEverythingElseToTheMapper(String text) {
        assertThat(PlainJson.read(text.replace("DIFFERENCE", DIFFERENCE), Difference.class))
                .isEmpty();
    }

    private static Object sample(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            Object last = sample(of[of.length - 1]);
            return switch (generic.getRawType().getTypeName()) {
                case "java.util.Optional" -> Optional.of(last);
                case "java.util.List" -> List.of(last, last);
                default -> Map.of("a-key", last);
            };
        }
        return switch (type.getTypeName()) {
            case "java.lang.String" -> "\"a\"\n";
            case "int", "java.lang.Integer" -> Integer.MIN_VALUE;
            case "long", "java.lang.Long" -> Long.MAX_VALUE;
            case "double" -> 1.5;
            case "boolean" -> true;
            default -> sampleRecord((Class<?>) type);
        };
    }

    private static Object sampleRecord(Class<?> type) throws ReflectiveOperationException {
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            values.add(sample(component.getGenericType()));
        }
        return type.getDeclaredConstructor(types.toArray(Class<?>[]::new)).newInstance(values.toArray());
    }
}
