using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace RealmTools.Hosted.Tests;

/// <summary>
/// The PowerShell installation whose engine runs in the test process: REALMTOOLS_PWSH (a folder or the program in it),
/// else the first <c>pwsh</c> on PATH. With <c>-p:PowerShellSdk=true</c> it is the package's.
/// </summary>
internal static class PowerShellHome
{
    private const string Engine = "System.Management.Automation.dll";

    public static string? Folder { get; } = Find();

    // The engine has to be found before the first test method is compiled, and xunit has no earlier hook.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void UseEngine()
#pragma warning restore CA2255
    {
        if (Folder is null)
            return;
        AssemblyLoadContext.Default.Resolving += LoadManaged;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += LoadNative;
    }

    private static string? Find()
    {
        if (Referenced() is { } package)
            return Path.GetDirectoryName(package);
        if (Environment.GetEnvironmentVariable("REALMTOOLS_PWSH") is { Length: > 0 } named)
            return FolderOf(named);
        string program = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .Where(File.Exists)
            .Select(FolderOf)
            .FirstOrDefault(folder => folder is not null);
    }

    /// <summary>The engine among the assemblies that came with this program, which is where the SDK package puts it.</summary>
    private static string? Referenced() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator)
            .FirstOrDefault(path => Path.GetFileName(path) == Engine);

    private static string? FolderOf(string named)
    {
        if (HasEngine(named))
            return named;
        if (!File.Exists(named))
            return null;
        string program = File.ResolveLinkTarget(named, returnFinalTarget: true)?.FullName ?? named;
        return Path.GetDirectoryName(program) is { } folder && HasEngine(folder) ? folder : null;
    }

    private static bool HasEngine(string folder) => File.Exists(Path.Combine(folder, Engine));

    private static Assembly? LoadManaged(AssemblyLoadContext context, AssemblyName name)
    {
        string path = Path.Combine(Folder!, name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }

    private static nint LoadNative(Assembly assembly, string name)
    {
        foreach (string folder in NativeFolders())
        {
            foreach (string file in new[] { name, name + ".dll", name + ".so", name + ".dylib", "lib" + name + ".so", "lib" + name + ".dylib" })
            {
                if (NativeLibrary.TryLoad(Path.Combine(folder, file), out nint handle))
                    return handle;
            }
        }
        return 0;
    }

    /// <summary>An installation keeps native libraries beside the engine, the .NET tool by platform.</summary>
    private static IEnumerable<string> NativeFolders()
    {
        yield return Folder!;
        string platform = OperatingSystem.IsMacOS() ? "osx" : RuntimeInformation.RuntimeIdentifier;
        yield return Path.Combine(Folder!, "runtimes", platform, "native");
    }
}
