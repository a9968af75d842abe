using System.Globalization;
using System.Text;
using System.Xml;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>
/// Draws a tree as SVG: a row for each level, IPAs from left to right on a logarithmic scale, so that what lies under a table is what
/// it translates.
/// </summary>
internal sealed class SvgPicture
{
    private const double Width = 1600;
    private const double Left = 132;
    private const double Right = 24;
    private const double Top = 150;
    private const double RowHeight = 52;
    private const double RowPitch = 62;
    private const double TickSpacing = 150;

    // Narrower entries share a column with their neighbours, divided by how many there are of each kind.
    private const double Narrowest = 2.5;
    private const double CharacterWidth = 6.7;

    private readonly XmlWriter _svg;
    private readonly RttSnapshot _tree;
    private readonly AddressScale _scale;

    private SvgPicture(XmlWriter svg, RttSnapshot tree)
    {
        _svg = svg;
        _tree = tree;
        _scale = new AddressScale(tree.Entries, tree.Geometry);
    }

    internal static void Write(Stream output, RttSnapshot tree)
    {
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", CloseOutput = false };
        using var svg = XmlWriter.Create(output, settings);
        new SvgPicture(svg, tree).Draw();
        svg.WriteWhitespace("\n");
    }

    private void Draw()
    {
        RealmGeometry realm = _tree.Geometry;
        double bottom = Top + ((RttGeometry.LastLevel - realm.StartLevel + 1) * RowPitch);
        double height = bottom + 96;
        _svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        _svg.WriteAttributeString("viewBox", Invariant($"0 0 {Width:0} {height:0}"));
        _svg.WriteAttributeString("role", "img");
        _svg.WriteElementString("title", $"Stage 2 tables of {_tree.Title}");
        _svg.WriteElementString("style", SvgStyle.Text);
        Rectangle("ground", 0, 0, Width, height);
        Text("heading", 24, 42, _tree.Title);
        Text("fact", 24, 68, string.Join("  ·  ", EntryText.Facts(realm)));
        Halves();
        Ticks(bottom);
        for (int level = realm.StartLevel; level <= RttGeometry.LastLevel; level++)
        {
            Row(level, Top + ((level - realm.StartLevel) * RowPitch));
        }

        Legend(bottom + 46);
        Text("note", 24, bottom + 82, "IPAs from left to right; each range is as wide as the logarithm of its size.");
        _svg.WriteEndElement();
    }

    private void Halves()
    {
        double border = X(_tree.Geometry.UnprotectedBase.Value);
        Text("half", X(0), Top - 46, "protected half");
        Text("half", Math.Min(border + 8, Width - 110), Top - 46, "unprotected half");
        Line("border", border, Top - 58, border, Top + ((RttGeometry.LastLevel - _tree.Geometry.StartLevel + 1) * RowPitch) - (RowPitch - RowHeight));
    }

    private void Ticks(double bottom)
    {
        double free = double.NegativeInfinity;
        int slots = (int)((Width - Left - Right) / TickSpacing);
        for (int slot = 0; slot <= slots; slot++)
        {
            ulong address = _scale.RoundestWithin((slot - 0.4) / slots, (slot + 0.4) / slots);
            double x = X(address);
            string text = $"0x{address:x}";
            double start = Math.Min(x - (text.Length * CharacterWidth / 2), Width - 4 - (text.Length * CharacterWidth));
            if (start < free)
            {
                continue;
            }

            Line("tick", x, Top - 22, x, bottom - (RowPitch - RowHeight));
            Text("address", start, Top - 28, text);
            free = start + ((text.Length + 2) * CharacterWidth);
        }
    }

    private void Row(int level, double y)
    {
        Text("level", 24, y + 22, $"Level {level}");
        Text("fact", 24, y + 40, new ByteSize(RttGeometry.EntrySize(level)).ToString());
        var crowd = new List<RttEntry>();
        foreach (RttEntry entry in _tree.Entries)
        {
            if (entry.Level != level)
            {
                continue;
            }

            if (crowd.Count > 0 && X(crowd[0].Ipa.Value) + Narrowest <= X(entry.Ipa.Value))
            {
                Crowd(crowd, y);
            }

            if (X(entry.Top.Value) - X(entry.Ipa.Value) < Narrowest)
            {
                crowd.Add(entry);
                continue;
            }

            Crowd(crowd, y);
            Entry(entry, y);
        }

        Crowd(crowd, y);
    }

    private void Entry(RttEntry entry, double y)
    {
        EntryLook look = EntryLook.Of(entry);
        double x = X(entry.Ipa.Value);
        double width = X(entry.Top.Value) - x;
        _svg.WriteStartElement("g");
        _svg.WriteElementString("title", EntryText.Line(entry));
        Rectangle(look.Name, x, y, Math.Max(width - 1, 1), RowHeight);
        string text = look.Name.StartsWith("unassigned", StringComparison.Ordinal) ? "pale" : "strong";
        Label(text, x, y + 22, width, $"{entry.Ipa}");
        Label(text, x, y + 40, width, RttTreeText.SizeText(entry), entry.Size.ToString());
        _svg.WriteEndElement();
    }

    private void Crowd(List<RttEntry> entries, double y)
    {
        if (entries.Count == 0)
        {
            return;
        }

        RttEntry first = entries[0];
        RttEntry last = entries[^1];
        List<IGrouping<EntryLook, RttEntry>> looks = [.. entries.GroupBy(EntryLook.Of).OrderByDescending(static g => g.Key.Rank)];
        string text = entries.Count == 1
            ? EntryText.Line(first)
            : $"{entries.Count} entries of level {first.Level}, IPA {first.Ipa}-{last.Top}: "
                + string.Join(", ", looks.Select(static g => $"{g.Count()} {g.Key.Name}"));
        _svg.WriteStartElement("g");
        _svg.WriteElementString("title", text);
        double used = 0;
        foreach (IGrouping<EntryLook, RttEntry> look in looks)
        {
            double height = RowHeight * look.Count() / entries.Count;
            Rectangle(look.Key.Name, X(first.Ipa.Value), y + used, Math.Max(X(last.Top.Value) - X(first.Ipa.Value), 1), height);
            used += height;
        }

        _svg.WriteEndElement();
        entries.Clear();
    }

    private void Legend(double y)
    {
        double x = 24;
        foreach (EntryLook look in EntryLook.All.Intersect(_tree.Entries.Select(EntryLook.Of)).OrderBy(static l => l.Kind))
        {
            Rectangle(look.Name, x, y - 12, 14, 14);
            Text("fact", x + 22, y, look.Label);
            x += 22 + ((look.Label.Length + 4) * CharacterWidth);
        }
    }

    private double X(ulong address) => Left + (_scale.Position(address) * (Width - Left - Right));

    private void Label(string style, double x, double y, double width, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            if ((text.Length * CharacterWidth) + 12 < width)
            {
                Text(style, x + 6, y, text);
                return;
            }
        }
    }

    private void Rectangle(string style, double x, double y, double width, double height)
    {
        _svg.WriteStartElement("rect");
        _svg.WriteAttributeString("class", style);
        _svg.WriteAttributeString("x", Number(x));
        _svg.WriteAttributeString("y", Number(y));
        _svg.WriteAttributeString("width", Number(width));
        _svg.WriteAttributeString("height", Number(height));
        _svg.WriteEndElement();
    }

    private void Line(string style, double x1, double y1, double x2, double y2)
    {
        _svg.WriteStartElement("line");
        _svg.WriteAttributeString("class", style);
        _svg.WriteAttributeString("x1", Number(x1));
        _svg.WriteAttributeString("y1", Number(y1));
        _svg.WriteAttributeString("x2", Number(x2));
        _svg.WriteAttributeString("y2", Number(y2));
        _svg.WriteEndElement();
    }

    private void Text(string style, double x, double y, string text)
    {
        _svg.WriteStartElement("text");
        _svg.WriteAttributeString("class", style);
        _svg.WriteAttributeString("x", Number(x));
        _svg.WriteAttributeString("y", Number(y));
        _svg.WriteString(text);
        _svg.WriteEndElement();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
