using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RealmTools.Tests.Pictures;

/// <summary>Holds a document against a JSON schema: the keywords that ours uses, and no other.</summary>
internal static class SchemaCheck
{
    private static readonly string[] s_texts = ["$schema", "$id", "title", "description", "$defs"];

    public static IEnumerable<string> Violations(JsonNode? value, JsonNode schema) => Violations(value, schema, schema, "$");

    private static IEnumerable<string> Violations(JsonNode? value, JsonNode schema, JsonNode root, string path) =>
        schema.AsObject().Where(keyword => !s_texts.Contains(keyword.Key)).SelectMany(keyword => keyword.Key switch
        {
            "$ref" => Violations(value, root["$defs"]![((string)keyword.Value!).Split('/')[^1]]!, root, path),
            "properties" => value!.AsObject()
                .Where(property => keyword.Value![property.Key] is not null)
                .SelectMany(property => Violations(property.Value, keyword.Value![property.Key]!, root, $"{path}.{property.Key}")),
            "items" => value!.AsArray().SelectMany((item, i) => Violations(item, keyword.Value!, root, $"{path}[{i}]")),
            _ => Holds(keyword.Key, keyword.Value!, value, schema) ? [] : new[] { $"{path}: {keyword.Key}" },
        });

    private static bool Holds(string keyword, JsonNode rule, JsonNode? value, JsonNode schema) => keyword switch
    {
        "type" => (rule is JsonArray types ? types.Select(t => (string)t!) : [(string)rule!]).Contains(TypeOf(value)),
        "const" => JsonNode.DeepEquals(rule, value),
        "enum" => rule.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
        "pattern" => value is null || Regex.IsMatch((string)value!, (string)rule!),
        "minimum" => (double)value! >= (double)rule,
        "maximum" => (double)value! <= (double)rule,
        "required" => rule.AsArray().All(name => value!.AsObject().ContainsKey((string)name!)),
        "additionalProperties" => (bool)rule || value!.AsObject().All(property => schema["properties"]![property.Key] is not null),
        _ => throw new NotSupportedException($"The schema uses '{keyword}', which this check does not know."),
    };

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-') ? "integer" : "number",
    };
}
