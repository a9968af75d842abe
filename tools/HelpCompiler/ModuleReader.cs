using System.Reflection;
using System.Runtime.InteropServices;

namespace RealmTools.HelpCompiler;

/// <summary>Reads the cmdlets of a module assembly as metadata; neither the module nor PowerShell is loaded.</summary>
public static class ModuleReader
{
    private const string Namespace = "System.Management.Automation.";

    public static IReadOnlyList<CommandSurface> Read(string moduleAssembly)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(moduleAssembly))!;
        IEnumerable<string> assemblies =
        [
            .. Directory.EnumerateFiles(folder, "*.dll"),
            .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"),
            Path.Combine(AppContext.BaseDirectory, "System.Management.Automation.dll"),
        ];
        using var context = new MetadataLoadContext(new PathAssemblyResolver(assemblies.DistinctBy(Path.GetFileName)));
        return [.. context.LoadFromAssemblyPath(Path.GetFullPath(moduleAssembly)).GetTypes()
            .Where(type => !type.IsAbstract)
            .Select(type => (Type: type, Cmdlet: Attribute(type.GetCustomAttributesData(), "CmdletAttribute")))
            .Where(pair => pair.Cmdlet is not null)
            .Select(pair => Command(pair.Type, pair.Cmdlet!))
            .OrderBy(command => command.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static CommandSurface Command(Type type, CustomAttributeData cmdlet) => new(
        (string)cmdlet.ConstructorArguments[0].Value!,
        (string)cmdlet.ConstructorArguments[1].Value!,
        Named<string>(cmdlet, "DefaultParameterSetName"),
        Named<bool>(cmdlet, "SupportsShouldProcess"),
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(Parameter)
            .OfType<ParameterSurface>()],
        [.. type.GetCustomAttributesData()
            .Where(a => a.AttributeType.FullName == Namespace + "OutputTypeAttribute")
            .SelectMany(a => a.ConstructorArguments)
            .SelectMany(Flatten)
            .Select(value => value is Type output ? TypeNames.Of(output) : (string)value!)
            .Distinct()]);

    private static ParameterSurface? Parameter(PropertyInfo property)
    {
        IList<CustomAttributeData> attributes = property.GetCustomAttributesData();
        List<CustomAttributeData> parameter = [.. attributes.Where(a => a.AttributeType.FullName == Namespace + "ParameterAttribute")];
        if (parameter.Count == 0 || parameter.Exists(a => Named<bool>(a, "DontShow")))
            return null;
        Type element = TypeNames.Element(property.PropertyType);
        CustomAttributeData? set = Attribute(attributes, "ValidateSetAttribute");
        CustomAttributeData? alias = Attribute(attributes, "AliasAttribute");
        return new ParameterSurface(
            property.Name,
            TypeNames.Of(property.PropertyType),
            property.PropertyType.FullName == Namespace + "SwitchParameter",
            Attribute(attributes, "SupportsWildcardsAttribute") is not null,
            Strings(alias),
            set is not null ? Strings(set) : element.IsEnum ? element.GetEnumNames() : [],
            [.. parameter.Select(Facts)]);
    }

    private static ParameterSetFacts Facts(CustomAttributeData parameter) => new(
        Named<string>(parameter, "ParameterSetName") ?? ParameterSetFacts.All,
        Named<bool>(parameter, "Mandatory"),
        parameter.NamedArguments.Any(a => a.MemberName == "Position") ? Named<int>(parameter, "Position") : null,
        Named<bool>(parameter, "ValueFromPipeline"),
        Named<bool>(parameter, "ValueFromPipelineByPropertyName"),
        Named<string>(parameter, "HelpMessage"));

    private static CustomAttributeData? Attribute(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(a => a.AttributeType.FullName == Namespace + name);

    private static T? Named<T>(CustomAttributeData attribute, string member) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == member).TypedValue.Value is T value ? value : default;

    private static string[] Strings(CustomAttributeData? attribute) =>
        attribute is null ? [] : [.. attribute.ConstructorArguments.SelectMany(Flatten).OfType<string>()];

    private static IEnumerable<object?> Flatten(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> many ? many.Select(a => a.Value) : [argument.Value];
}
