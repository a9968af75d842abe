using System.Collections;
using System.Collections.Specialized;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealmTools.Host;

/// <summary>Fields of a definition from JSON and to JSON.</summary>
internal static class DefinitionJson
{
    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The fields of an object.</summary>
    /// <exception cref="HostException"><see cref="FailureId.DefinitionInvalid"/>: this is no JSON, or no object.</exception>
    internal static IDictionary Read(string json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_reading);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Table(document.RootElement, file)
                : throw DefinitionReader.Invalid(file, ["the file must hold one object, in braces."]);
        }
        catch (JsonException e)
        {
            throw DefinitionReader.Invalid(file, [$"this is no JSON: {e.Message}"]);
        }
    }

    internal static string Write(IReadOnlyList<KeyValuePair<string, object>> fields)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_writing))
        {
            Write(writer, fields);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static ListDictionary Table(JsonElement element, string file)
    {
        var table = new ListDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (table.Contains(property.Name)) throw DefinitionReader.Invalid(file, [$"{property.Name}: the field is there more than once."]);
            table.Add(property.Name, Value(property.Value, file));
        }

        return table;
    }

    private static object? Value(JsonElement element, string file) => element.ValueKind switch
    {
        JsonValueKind.Object => Table(element, file),
        JsonValueKind.Array => element.EnumerateArray().Select(item => Value(item, file)).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out long signed) ? signed
            : element.TryGetUInt64(out ulong unsigned) ? (object)unsigned : element.GetDouble(),
        _ => null,
    };

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case IReadOnlyList<KeyValuePair<string, object>> table:
                writer.WriteStartObject();
                foreach ((string name, object field) in table)
                {
                    writer.WritePropertyName(name);
                    Write(writer, field);
                }

                writer.WriteEndObject();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case IEnumerable many:
                writer.WriteStartArray();
                foreach (object item in many)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
        }
    }
}
