// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads the JSON of a record as [Json#write] writes it: every component appears once, and only optional
/// ones are null. Jackson's mapper accepts far more input, but its initialization takes as long as the
/// rest of a command.
final class PlainJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final JsonParser json;
    private final Map<Class<?>, Form> forms = new HashMap<>();

    private PlainJson(JsonParser json) {
        this.json = json;
    }

    /// @return the record; empty if the text, even if it is valid JSON, does not have this plain form
    static <T> Optional<T> read(String text, Class<T> type) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            T read = type.cast(new PlainJson(json).value(type));
            return json.nextToken() == null ? Optional.of(read) : Optional.empty();
        } catch (JacksonException | ReflectiveOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Reads the value that begins with the current token. On return, the current token is the last
    /// one of the value.
    private Object value(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            return switch (generic.getRawType().getTypeName()) {
                case "java.util.Optional" ->
                    json.hasToken(JsonToken.VALUE_NULL) ? Optional.empty() : Optional.of(value(of[0]));
                case "java.util.List" -> list(of[0]);
                case "java.util.Map" -> map(of[1]);
                default -> throw new IllegalArgumentException(type.getTypeName());
            };
        }
        return switch (type.getTypeName()) {
            case "java.lang.String" -> expect(JsonToken.VALUE_STRING).getString();
            case "int", "java.lang.Integer" ->
                expect(JsonToken.VALUE_NUMBER_INT).getIntValue();
            case "long", "java.lang.Long" -> expect(JsonToken.VALUE_NUMBER_INT).getLongValue();
            case "double" -> json.getDoubleValue();
            case "boolean" -> json.getBooleanValue();
            default -> record((Class<?>) type);
        };
    }

    private List<Object> list(Type type) throws ReflectiveOperationException {
        expect(JsonToken.START_ARRAY);
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(type));
        }
        return list;
    }

    private Map<String, Object> map(Type type) throws ReflectiveOperationException {
        expect(JsonToken.START_OBJECT);
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            map.put(name, value(type));
        }
        return map;
    }

    private Object record(Class<?> type) throws ReflectiveOperationException {
        expect(JsonToken.START_OBJECT);
        Form form = forms.get(type);
        if (form == null) {
            form = form(type);
            forms.put(type, form);
        }
        Object[] values = new Object[form.types.size()];
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            int place = form.names.indexOf(name);
            if (place < 0) {
                json.skipChildren();
            } else if (values[place] == null) {
                values[place] = value(form.types.get(place));
            } else {
                throw new IllegalArgumentException(name);
            }
        }
        if (Arrays.asList(values).contains(null)) {
            throw new IllegalArgumentException(type.getTypeName());
        }
        return form.constructor.newInstance(values);
    }

    private JsonParser expect(JsonToken token) {
        if (!json.hasToken(token)) {
            throw new IllegalArgumentException(token.name());
        }
        return json;
    }

    private static Form form(Class<?> type) throws NoSuchMethodException {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getTypeName());
        }
        List<RecordComponent> components = Arrays.asList(type.getRecordComponents());
        Class<?>[] parameters =
                components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        return new Form(
                components.stream().map(PlainJson::name).toList(),
                components.stream().map(RecordComponent::getGenericType).toList(),
                type.getDeclaredConstructor(parameters));
    }

    private static String name(RecordComponent component) {
        return CAPITAL.matcher(component.getName()).replaceAll("_$0").toLowerCase(Locale.ROOT);
    }

    /// Reads a record component by component.
    ///
    /// @param names the components' names in JSON
    private record Form(List<String> names, List<Type> types, Constructor<?> constructor) {}
}
