namespace RealmTools.HelpCompiler;

/// <summary>What the pages leave out, and what they document that is not there.</summary>
public static class HelpGaps
{
    public static IEnumerable<string> Find(IReadOnlyList<CommandSurface> commands, IReadOnlyDictionary<string, CommandPage> pages)
    {
        foreach (CommandSurface command in commands)
        {
            if (!pages.TryGetValue(command.Name, out CommandPage? page))
            {
                yield return $"{command.Name}: no page";
                continue;
            }
            foreach (string gap in InPage(command, page))
                yield return $"{command.Name}: {gap}";
        }
        foreach (string page in pages.Keys.Except(commands.Select(c => c.Name), StringComparer.OrdinalIgnoreCase))
            yield return $"{page}: a page, but no such command";
    }

    private static IEnumerable<string> InPage(CommandSurface command, CommandPage page)
    {
        if (page.Synopsis.Length == 0)
            yield return "no SYNOPSIS";
        if (page.Description.Count == 0)
            yield return "no DESCRIPTION";
        if (page.Examples.Count == 0)
            yield return "no EXAMPLES";
        foreach (ExampleText example in page.Examples.Where(e => e.Code.Length == 0))
            yield return $"no code in '{example.Title}'";
        if (command.OutputTypes.Count > 0 && page.Outputs.Count == 0)
            yield return "no OUTPUTS";
        foreach (ParameterSurface parameter in command.Parameters)
        {
            if (!page.Parameters.TryGetValue(parameter.Name, out ParameterText? text) || text.Description.Count == 0)
                yield return $"no text for -{parameter.Name}";
        }
        IEnumerable<string> known = command.Parameters.Select(p => p.Name).Concat(command.SupportsShouldProcess ? ["Confirm", "WhatIf"] : []);
        foreach (string name in page.Parameters.Keys.Except(known, StringComparer.OrdinalIgnoreCase))
            yield return $"text for -{name}, but no such parameter";
    }
}
