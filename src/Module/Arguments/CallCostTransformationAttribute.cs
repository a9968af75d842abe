using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Rmi;

namespace RealmTools.Module.Arguments;

/// <summary>Takes what calls cost as a table of microseconds: <c>@{ Default = 2; RTT_DESTROY = 5 }</c>.</summary>
public sealed class CallCostTransformationAttribute : ArgumentTransformationAttribute
{
    private const string DefaultKey = "Default";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (data is not IDictionary table)
        {
            return data;
        }

        double other = CallCost.Published.Default;
        ImmutableDictionary<RmiCommand, double>.Builder commands = CallCost.Published.Commands.ToBuilder();
        foreach (DictionaryEntry entry in table)
        {
            string name = entry.Key.ToString() ?? string.Empty;
            if (!LanguagePrimitives.TryConvertTo(entry.Value, CultureInfo.InvariantCulture, out double microseconds) || microseconds < 0 || !double.IsFinite(microseconds))
            {
                throw new ArgumentTransformationMetadataException($"'{entry.Value}' is no number of microseconds for {name}.");
            }

            if (name.Equals(DefaultKey, StringComparison.OrdinalIgnoreCase))
                other = microseconds;
            else
                commands[CommandOf(name)] = microseconds;
        }

        return new CallCost(other, commands.ToImmutable(), "given");
    }

    private static RmiCommand CommandOf(string name)
    {
        foreach (RmiProfile profile in RmiProfile.All)
        {
            if (profile.Commands.TryGet(name, out RmiCommandInfo? info)) return info.Command;
        }

        throw new ArgumentTransformationMetadataException($"'{name}' is not the name of an RMI command, nor {DefaultKey}.");
    }
}
