using System.Text;

namespace RealmTools.Pictures;

/// <summary>The style sheet of SVG pictures: colours of the kinds, light by default and dark where the viewer asks for it.</summary>
/// <remarks>Plain colours in classes: drawing programs know no custom properties.</remarks>
internal static class SvgStyle
{
    internal static string Text { get; } = Build();

    private static string Build()
    {
        var css = new StringBuilder(
            """

            text { font: 12px ui-sans-serif, system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #5a6675; }
            .ground { fill: #ffffff; }
            .heading { font-size: 24px; font-weight: 650; fill: #17202b; }
            .level { font-size: 14px; font-weight: 600; fill: #17202b; }
            .half { font-weight: 600; }
            .address, .strong, .pale { font-family: ui-monospace, Consolas, Menlo, monospace; font-size: 11px; }
            .strong { fill: #ffffff; }
            .pale { fill: #38424f; }
            .tick { stroke: #d3dae3; }
            .border { stroke: #5a6675; stroke-dasharray: 4 4; }

            """);
        foreach (EntryLook look in EntryLook.All)
        {
            css.Append($".{look.Name} {{ fill: {look.Light}; }}\n");
        }

        css.Append(
            """
            @media (prefers-color-scheme: dark) {
            text { fill: #9aa7b7; }
            .ground { fill: #11161d; }
            .heading, .level { fill: #e8edf3; }
            .strong { fill: #0c1117; }
            .pale { fill: #c3ccd7; }
            .tick { stroke: #2b3542; }
            .border { stroke: #9aa7b7; }

            """);
        foreach (EntryLook look in EntryLook.All)
        {
            css.Append($".{look.Name} {{ fill: {look.Dark}; }}\n");
        }

        return css.Append("}\n").ToString().ReplaceLineEndings("\n");
    }
}
