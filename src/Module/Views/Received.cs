using System.Globalization;
using System.Management.Automation;

namespace RealmTools.Module.Views;

/// <summary>Reads objects that may have come from another process: there they are properties whose values are simple or text.</summary>
internal static class Received
{
    /// <summary>A property as what it was; the default where it is not there, or says no such thing.</summary>
    internal static T? Value<T>(PSObject item, string name)
    {
        ArgumentNullException.ThrowIfNull(item);
        object? value = item.Properties[name]?.Value;
        return value is not null && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out T result) ? result : default;
    }
}
