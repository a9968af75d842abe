using System.Globalization;
using System.Management.Automation;

namespace RealmTools.Module.Arguments;

/// <summary>Lets generations be written as numbers in a list: <c>1.0, 2.0</c> are the numbers 1 and 2 to PowerShell, and the names 1.0 and 2.0 to us.</summary>
public sealed class ProfileNameTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            double number => number.ToString("0.0##", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.0##", CultureInfo.InvariantCulture),
            int number => number.ToString("0.0", CultureInfo.InvariantCulture),
            object[] many => Array.ConvertAll(many, item => Transform(engineIntrinsics, item)),
            _ => data,
        };
    }
}
