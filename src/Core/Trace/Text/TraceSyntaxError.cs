namespace RealmTools.Trace;

/// <summary>Why a line is no trace record.</summary>
/// <param name="Column">Where, in bytes from 1.</param>
/// <param name="Expected">What should have been there.</param>
/// <param name="Found">What was there, shortened; empty at the end of the line.</param>
public readonly record struct TraceSyntaxError(int Column, string Expected, string Found)
{
    /// <summary>For example <c>column 8: expected a hexadecimal number, found 'zz'</c>.</summary>
    public override string ToString() =>
        $"column {Column}: expected {Expected}, {(string.IsNullOrEmpty(Found) ? "found the end of the line" : $"found '{Found}'")}";
}
