namespace RealmTools.HelpCompiler;

/// <summary>Type names as the help shows them.</summary>
public static class TypeNames
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.String"] = "string",
        ["System.Object"] = "object",
    };

    public static string Of(Type type) =>
        type.IsArray ? Of(type.GetElementType()!) + "[]" : s_words.GetValueOrDefault(Element(type).FullName ?? "", Element(type).Name);

    /// <summary>The type without array or Nullable around it.</summary>
    public static Type Element(Type type)
    {
        if (type.IsArray)
            return Element(type.GetElementType()!);
        return type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : type;
    }
}
