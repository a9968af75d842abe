using System.CommandLine;
using System.Text;
using System.Xml;
using RealmTools.HelpCompiler;

Option<FileInfo> module = new("--module") { Description = "The compiled module (RealmTools.dll).", Required = true };
Option<DirectoryInfo> docs = new("--docs") { Description = "The folder with commands/*.md and about/about_*.md.", Required = true };
Option<DirectoryInfo> output = new("--output") { Description = "The folder to write the help into (en-US).", Required = true };
Option<bool> warn = new("--warn") { Description = "Report what is missing, but do not fail." };

RootCommand root = new("Compiles command and about pages from Markdown to what Get-Help reads.") { module, docs, output, warn };
root.SetAction(arguments => Compile(
    arguments.GetRequiredValue(module).FullName,
    arguments.GetRequiredValue(docs).FullName,
    arguments.GetRequiredValue(output).FullName,
    arguments.GetValue(warn)));
return root.Parse(args).Invoke();

static int Compile(string module, string docs, string output, bool warn)
{
    IReadOnlyList<CommandSurface> commands = ModuleReader.Read(module);
    Dictionary<string, CommandPage> pages = Pages(Path.Combine(docs, "commands"), "*.md")
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => CommandPageReader.Read(File.ReadAllText(file)), StringComparer.OrdinalIgnoreCase);
    List<string> gaps = [.. HelpGaps.Find(commands, pages)];

    Directory.CreateDirectory(output);
    string helpFile = Path.Combine(output, Path.GetFileName(module) + "-Help.xml");
    var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
    using (var writer = XmlWriter.Create(helpFile, settings))
        MamlWriter.Write(commands.Where(c => pages.ContainsKey(c.Name)).Select(c => (c, pages[c.Name]))).Save(writer);

    foreach (string file in Pages(Path.Combine(docs, "about"), "about_*.md"))
    {
        string name = Path.GetFileNameWithoutExtension(file);
        string text = AboutPage.Compile(name, File.ReadAllText(file));
        gaps.AddRange(AboutPage.Gaps(name, text));
        File.WriteAllText(Path.Combine(output, name + ".help.txt"), text);
    }

    foreach (string gap in gaps)
        Console.Error.WriteLine($"help {(warn ? "warning" : "error")}: {gap}");
    return gaps.Count > 0 && !warn ? 1 : 0;
}

static IEnumerable<string> Pages(string folder, string pattern) =>
    Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];
