using System.Management.Automation;
using System.Text;
using RealmTools.Host;
using RealmTools.Module.Definitions;

namespace RealmTools.Module.Commands;

/// <summary>Export-RealmDefinition: writes what a realm is like to a file from which New-Realm and Set-Realm make it again.</summary>
[Cmdlet(VerbsData.Export, "RealmDefinition", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRealmDefinitionCommand : RealmPartCommand
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The file to write, .psd1 or .json. Paths of images in it are relative to its folder.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Replaces the file.</summary>
    [Parameter(HelpMessage = "Replace the file if it exists.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter(HelpMessage = "Return the file.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        string file = NewFile(Path, Force);
        bool isJson = DefinitionFile.IsJson(file);
        string folder = System.IO.Path.GetDirectoryName(file) ?? file;
        var definition = RealmDefinition.Of(realm);
        if (!ShouldProcess(file, $"Write the definition of '{realm.Name}'"))
        {
            return;
        }

        string text = isJson ? definition.ToJson(folder) : definition.ToDataFile(folder);
        PictureFile.Write(file, Force, output => output.Write(Encoding.UTF8.GetBytes(text)));
        if (PassThru)
        {
            WriteObject(FileItem(file), enumerateCollection: true);
        }
    }
}
