using System.Management.Automation;

namespace RealmTools.Module.Arguments;

/// <summary>Lets a byte array also be given as hexadecimal text such as <c>00ff12</c>; blanks, dashes and colons between bytes are ignored.</summary>
/// <remarks>A class of its own could not take arrays: PowerShell binds an array to nothing that is not a collection.</remarks>
public sealed class HexBytesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (data is not string text)
        {
            return data;
        }

        string digits = string.Concat(text.Split([' ', '-', ':']));
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException($"'{text}' is not hexadecimal: write two digits a byte, or give a byte array.", e);
        }
    }
}
