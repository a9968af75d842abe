using System.Globalization;
using System.Net;
using System.Text;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Writes a tree as a graph for Graphviz: a node for each table with its entries, an edge to each table that an entry points to.</summary>
internal sealed class DotPicture
{
    private readonly TextWriter _dot;
    private readonly RttSnapshot _tree;
    private readonly Stack<Table> _open = new();
    private readonly List<string> _edges = [];
    private int _tables;

    private DotPicture(TextWriter dot, RttSnapshot tree)
    {
        _dot = dot;
        _tree = tree;
    }

    internal static void Write(Stream output, RttSnapshot tree)
    {
        using var dot = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        new DotPicture(dot, tree).Draw();
    }

    private void Draw()
    {
        RealmGeometry realm = _tree.Geometry;
        _dot.WriteLine("digraph rtt {");
        _dot.WriteLine("    rankdir=LR; ranksep=1; nodesep=0.3; bgcolor=white;");
        _dot.WriteLine($"    label=\"{Quoted(_tree.Title)}\\n{string.Join(", ", EntryText.Facts(realm))}\"; labelloc=t; labeljust=l; fontname=\"Helvetica\"; fontsize=18;");
        _dot.WriteLine("    node [shape=plain, fontname=\"Helvetica\", fontsize=11];");
        _dot.WriteLine("    edge [color=\"#66758a\", arrowsize=0.7];");
        string roots = realm.RootCount == 1 ? "root RTT" : $"{realm.RootCount} root RTTs";
        Open(realm.StartLevel, realm.Top, realm.RttBase.Value == 0 ? roots : $"{roots} {realm.RttBase}");
        RttEntry? before = null;
        foreach (RttEntry entry in _tree.Entries)
        {
            Enter(entry, before);
            before = entry;
        }

        while (_open.Count > 0)
        {
            Close();
        }

        _edges.ForEach(_dot.WriteLine);
        _dot.WriteLine("}");
    }

    private void Enter(RttEntry entry, RttEntry? before)
    {
        while (_open.Peek() is var table && (table.Level > entry.Level || table.Top <= entry.Ipa))
        {
            Close();
        }

        if (_open.Peek().Level < entry.Level)
        {
            bool isBelow = before is { IsTable: true } && before.Level == entry.Level - 1 && entry.Ipa < before.Top;
            Table parent = _open.Peek();
            Table table = Open(entry.Level, isBelow ? before!.Top : parent.Top, $"level {entry.Level} RTT{(isBelow ? $" {before!.Address}" : string.Empty)}");
            if (isBelow)
            {
                _edges.Add($"    {parent.Id}:p{parent.Count}:e -> {table.Id} [headport=w];");
            }
        }

        _open.Peek().Add(entry);
    }

    private Table Open(int level, Ipa top, string heading)
    {
        var table = new Table($"t{_tables++}", level, top, heading);
        _open.Push(table);
        return table;
    }

    private void Close()
    {
        Table table = _open.Pop();
        _dot.WriteLine($"    {table.Id} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" color=\"#b9c2ce\">");
        _dot.WriteLine($"        <tr><td colspan=\"4\" bgcolor=\"#eef1f5\" align=\"left\"><b>{WebUtility.HtmlEncode(table.Heading)}</b></td></tr>");
        _dot.Write(table.Rows);
        _dot.WriteLine("    </table>>];");
    }

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private sealed record Table(string Id, int Level, Ipa Top, string Heading)
    {
        private readonly StringBuilder _rows = new();

        public int Count { get; private set; }

        public string Rows => _rows.ToString();

        public void Add(RttEntry entry)
        {
            EntryLook look = EntryLook.Of(entry);
            Count++;
            string address = entry.Address is { Value: > 0 } pa ? $" PA {pa}" : string.Empty;
            _rows.Append(
                CultureInfo.InvariantCulture,
                $"        <tr><td bgcolor=\"{look.Light}\">  </td><td align=\"left\">{entry.Ipa}-{entry.Top}</td><td align=\"left\">{look.Name}{address}</td>"
                + $"<td align=\"right\" port=\"p{Count}\">{RttTreeText.SizeText(entry)}</td></tr>\n");
        }
    }
}
