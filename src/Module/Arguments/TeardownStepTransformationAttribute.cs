using System.Collections;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Arguments;

/// <summary>Takes tear-down steps as they are, and ones that were saved with Export-Clixml or as JSON and read again.</summary>
public sealed class TeardownStepTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject { BaseObject: TeardownStep step } ? step : inputData;
        return data switch
        {
            TeardownStep => data,
            PSObject { BaseObject: object[] many } => Many(many),
            PSObject saved => Read(saved),
            object[] many => Many(many),
            _ => data,
        };

        object[] Many(IEnumerable items) => [.. items.Cast<object>().Select(item => Transform(engineIntrinsics, item))];
    }

    private static object Read(PSObject saved)
    {
        if (saved.Properties[nameof(TeardownStep.Kind)] is null || saved.Properties[nameof(TeardownStep.RealmName)] is null)
        {
            return saved;
        }

        try
        {
            return new TeardownStep(
                Get<string>(saved, nameof(TeardownStep.HostName)) ?? string.Empty,
                Get<string>(saved, nameof(TeardownStep.RealmName)) ?? string.Empty,
                Get<int>(saved, nameof(TeardownStep.RealmNumber)),
                Get<TeardownOrder>(saved, nameof(TeardownStep.Order)),
                Get<int>(saved, nameof(TeardownStep.Position)),
                Get<TeardownStepKind>(saved, nameof(TeardownStep.Kind)),
                Get<string>(saved, nameof(TeardownStep.Target)) ?? string.Empty,
                Get<string>(saved, nameof(TeardownStep.Why)) ?? string.Empty)
            {
                Pass = Get<int?>(saved, nameof(TeardownStep.Pass)) ?? 1,
                Ipa = Address(saved),
                Level = Get<int?>(saved, nameof(TeardownStep.Level)),
                VcpuIndex = Get<int?>(saved, nameof(TeardownStep.VcpuIndex)),
                Command = Get<RmiCommand?>(saved, nameof(TeardownStep.Command)),
                Arguments = [.. Get<ulong[]>(saved, nameof(TeardownStep.Arguments)) ?? []],
            };
        }
        catch (PSInvalidCastException e)
        {
            throw new ArgumentTransformationMetadataException($"This is no tear-down step: {e.Message}", e);
        }
    }

    private static T? Get<T>(PSObject saved, string property) =>
        saved.Properties[property]?.Value is { } value ? LanguagePrimitives.ConvertTo<T>(value) : default;

    // An address is text in CLIXML, and an object with its value in JSON.
    private static Ipa? Address(PSObject saved) => saved.Properties[nameof(TeardownStep.Ipa)]?.Value switch
    {
        null => null,
        PSObject { BaseObject: PSCustomObject } value => new Ipa(Get<ulong>(value, nameof(Rmi.Ipa.Value))),
        object value => LanguagePrimitives.ConvertTo<Ipa>(value),
    };
}
