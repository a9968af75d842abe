namespace RealmTools.Module.Views;

/// <summary>Registers by name, in hexadecimal.</summary>
public static class RegisterView
{
    /// <summary>For example <c>rd=0x80001000 ipa=0x40000000</c>.</summary>
    public static string List(IReadOnlyDictionary<string, ulong> registers) => string.Join(' ', registers.Select(r => $"{r.Key}=0x{r.Value:x}"));
}
