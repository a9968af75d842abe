using System.Collections.ObjectModel;
using System.Management.Automation;

namespace RealmTools.Module.Commands;

/// <summary>A command that reads files: paths with wildcards, or literal ones as Get-ChildItem hands them on.</summary>
public abstract class PathCommand : RealmCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>Paths.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet,
        HelpMessage = "Files; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Literal paths.</summary>
    [Parameter(
        Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet,
        HelpMessage = "Files, named exactly; what Get-ChildItem returns binds here.")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string path in ParameterSetName == PathSet ? Path : LiteralPath)
        {
            Perform(path, () => ProcessPath(path));
        }
    }

    /// <summary>What the command does with one file.</summary>
    /// <param name="file">Its path in the file system.</param>
    protected abstract void ProcessFile(string file);

    private void ProcessPath(string path)
    {
        if (ParameterSetName != PathSet || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            ProcessFile(ResolvePath(path));
            return;
        }

        Collection<string> files = OnPipelineThread(() => GetResolvedProviderPathFromPSPath(path, out _));
        if (files.Count == 0)
        {
            throw new FileNotFoundException($"No file matches '{path}'.", path);
        }

        foreach (string file in files)
        {
            Perform(file, () => ProcessFile(file));
        }
    }
}
