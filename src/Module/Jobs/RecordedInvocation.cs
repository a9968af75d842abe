using System.Collections;
using System.Management.Automation;

namespace RealmTools.Module.Jobs;

/// <summary>What a command was given, its pipeline's input included, taken down so that another runspace can repeat it.</summary>
internal sealed class RecordedInvocation
{
    // What concerns the pipeline that the command stands in, what a job cannot do, and what has been asked already.
    private static readonly string[] s_notRepeated =
    [
        "AsJob", "Confirm", "WhatIf", "OutVariable", "OutBuffer", "PipelineVariable", "ErrorVariable", "WarningVariable", "InformationVariable",
    ];

    private const int ValuesShown = 5;

    private readonly CommandInfo _command;
    private readonly bool _expectsInput;
    private readonly Dictionary<string, object?> _named;
    private readonly List<Dictionary<string, object?>> _records = [];

    /// <summary>Begins with what the command line gives.</summary>
    public RecordedInvocation(InvocationInfo invocation)
    {
        _command = invocation.MyCommand;
        _expectsInput = invocation.ExpectingInput;
        _named = invocation.BoundParameters.Where(bound => !s_notRepeated.Contains(bound.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(bound => bound.Key, bound => (object?)bound.Value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The name of the command.</summary>
    public string Command => _command.Name;

    /// <summary>What the command is given, in words.</summary>
    public string Arguments => string.Join(' ', _named.Keys.Concat(_records.SelectMany(record => record.Keys))
        .Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(PositionOf).Select(name => $"-{name} {Show(Values(name))}".TrimEnd()));

    /// <summary>The hosts that are named, in words; empty for the default.</summary>
    public string Hosts => Show(Values("RealmHost"));

    /// <summary>Takes down what a record of the pipeline gives.</summary>
    public void AddRecord(InvocationInfo invocation)
    {
        if (_expectsInput)
        {
            _records.Add(invocation.BoundParameters
                .Where(bound => !_named.ContainsKey(bound.Key) && !s_notRepeated.Contains(bound.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(bound => bound.Key, bound => (object?)bound.Value, StringComparer.OrdinalIgnoreCase));
        }
    }

    /// <summary>Adds the command to a pipeline.</summary>
    /// <returns>The input of that pipeline; null where the command had none.</returns>
    public PSDataCollection<PSObject>? Repeat(PowerShell shell)
    {
        if (_expectsInput && _records.Count == 0)
        {
            // A pipeline whose input is empty counts as one without input; this command has some, of which nothing comes.
            shell.AddCommand("Out-Null");
        }

        shell.AddCommand(_command.Name).AddParameters(_named);
        if (_records.Count == 0)
        {
            return null;
        }

        var input = new PSDataCollection<PSObject>(_records.Select(Input));
        input.Complete();
        return input;
    }

    // An object that binds as the record did: with a property for each parameter, or, where a parameter takes no property, its value.
    private PSObject Input(Dictionary<string, object?> record)
    {
        foreach ((string name, object? value) in record)
        {
            if (!_command.Parameters[name].ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName))
            {
                return PSObject.AsPSObject(value is IList { Count: 1 } list ? list[0] : value);
            }
        }

        var input = new PSObject();
        foreach ((string name, object? value) in record)
        {
            input.Properties.Add(new PSNoteProperty(name, value));
        }

        return input;
    }

    // Those that have a position first: they are what the command is about.
    private uint PositionOf(string parameter) => _command.Parameters[parameter].ParameterSets.Values.Min(set => unchecked((uint)set.Position));

    private IEnumerable<object?> Values(string parameter) => new[] { _named }.Concat(_records)
        .Where(given => given.ContainsKey(parameter)).Select(given => given[parameter])
        .SelectMany(value => value is IEnumerable values and not string ? values.Cast<object?>() : [value])
        .Where(value => value is not SwitchParameter);

    private static string Show(IEnumerable<object?> values)
    {
        string[] shown = [.. values.Select(value => $"{value}").Distinct(StringComparer.Ordinal).Take(ValuesShown + 1)];
        return shown.Length > ValuesShown ? $"{string.Join(", ", shown[..ValuesShown])}, …" : string.Join(", ", shown);
    }
}
