using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Get-RealmMeasurement: the initial (RIM) and extensible (REM) measurements of a realm, as a simulated RMM tells them.</summary>
[Cmdlet(VerbsCommon.Get, "RealmMeasurement")]
[OutputType(typeof(RealmMeasurement))]
public sealed class GetRealmMeasurementCommand : RealmPartCommand
{
    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        foreach (RealmMeasurement measurement in RealmMeasurement.Read(host, realm))
        {
            WriteObject(measurement);
        }
    }
}
