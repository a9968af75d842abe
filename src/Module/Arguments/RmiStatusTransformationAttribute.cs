using System.Management.Automation;
using RealmTools.Rmi;

namespace RealmTools.Module.Arguments;

/// <summary>Takes a status by the name the specification gives it, with or without <c>RMI_</c> and <c>ERROR_</c>: <c>RTT</c>, <c>ERROR_INPUT</c>.</summary>
public sealed class RmiStatusTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data is string name && RmiStatusNames.TryParse(name, out RmiStatus status) ? status : data;
    }
}
