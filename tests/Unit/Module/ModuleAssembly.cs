using System.Reflection;
using System.Runtime.InteropServices;
using RealmTools.HelpCompiler;

namespace RealmTools.Tests.Module;

/// <summary>The compiled module, read as metadata: outside PowerShell its base types are stubs that answer null.</summary>
internal static class ModuleAssembly
{
    public static IReadOnlyList<CommandSurface> Commands { get; } = ModuleReader.Read(Location());

    /// <summary>Names of the classes that are cmdlets, with the name of each as a command.</summary>
    public static IReadOnlyList<(string ClassName, string CommandName, bool IsSealed)> Classes { get; } = Read(context =>
        context.LoadFromAssemblyPath(Location()).GetTypes()
            .Where(type => !type.IsAbstract)
            .SelectMany(type => type.GetCustomAttributesData()
                .Where(a => a.AttributeType.Name == "CmdletAttribute")
                .Select(a => (type.Name, $"{a.ConstructorArguments[0].Value}-{a.ConstructorArguments[1].Value}", type.IsSealed)))
            .ToArray());

    /// <summary>The verbs that PowerShell approves of.</summary>
    public static IReadOnlySet<string> ApprovedVerbs { get; } = Read(context =>
        context.LoadFromAssemblyPath(Engine).GetTypes()
            .Where(type => type.Namespace == "System.Management.Automation" && type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToHashSet(StringComparer.Ordinal));

    private static string Engine => Path.Combine(AppContext.BaseDirectory, "System.Management.Automation.dll");

    // The module is built before the tests, in the same configuration, beside them.
    private static string Location()
    {
        DirectoryInfo configuration = new(AppContext.BaseDirectory);
        return Path.Combine(configuration.Parent!.Parent!.FullName, "RealmTools", configuration.Name, "RealmTools.dll");
    }

    private static T Read<T>(Func<MetadataLoadContext, T> read)
    {
        IEnumerable<string> assemblies =
        [
            .. Directory.EnumerateFiles(Path.GetDirectoryName(Location())!, "*.dll"),
            .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"),
            Engine,
        ];
        using var context = new MetadataLoadContext(new PathAssemblyResolver(assemblies.DistinctBy(Path.GetFileName)));
        return read(context);
    }
}
