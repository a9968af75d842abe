using System.Globalization;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>A diagnosis as it travels behind the answer to a failed call: <c># ID KIND VALUE LEVEL STATE…</c>.</summary>
internal static class WireDiagnosis
{
    private const int Fields = 5;

    public static string Format(RmiDiagnosis diagnosis) =>
        $"{diagnosis.Reason!.Id} {diagnosis.Kind} {diagnosis.Value:x} {unchecked((uint)diagnosis.Level):x} {diagnosis.State?.ReplaceLineEndings(" ")}".TrimEnd();

    /// <summary>Reads one; what an agent of another make writes otherwise is taken as the reason's name.</summary>
    /// <param name="text">What stands behind the <c>#</c>.</param>
    /// <param name="find">Finds the reason of an ID.</param>
    public static RmiDiagnosis Parse(ReadOnlySpan<byte> text, Func<string, RmiReason> find)
    {
        string[] fields = Encoding.UTF8.GetString(text).Split(' ', Fields, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0)
        {
            return default;
        }

        RmiReason reason = find(fields[0]);
        if (fields.Length < Fields - 1
            || !Enum.TryParse(fields[1], out ObstacleKind kind)
            || !ulong.TryParse(fields[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            || !uint.TryParse(fields[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint level))
        {
            return new RmiDiagnosis(reason, ObstacleKind.None, 0, 0, string.Empty);
        }

        return new RmiDiagnosis(reason, kind, value, unchecked((int)level), fields.Length == Fields ? fields[4] : string.Empty);
    }
}
