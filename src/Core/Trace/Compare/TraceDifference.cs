namespace RealmTools.Trace;

/// <summary>A place where two traces differ.</summary>
/// <param name="Kind">How.</param>
/// <param name="Left">The record of the left trace; null when it has none.</param>
/// <param name="Right">The record of the right trace; null when it has none.</param>
/// <param name="IsParting">Whether the conversations part here: everything before is alike.</param>
public sealed record TraceDifference(TraceDifferenceKind Kind, TraceEntry? Left, TraceEntry? Right, bool IsParting)
{
    /// <summary>As in a listing of differences: the left record behind <c>&lt;</c>, the right one behind <c>&gt;</c>.</summary>
    public override string ToString() => Kind switch
    {
        TraceDifferenceKind.OnlyLeft => $"< {Left!.Number}: {Left.Text}",
        TraceDifferenceKind.OnlyRight => $"> {Right!.Number}: {Right.Text}",
        _ => $"< {Left!.Number}: {Left.Text} | > {Right!.Number}: {Right.Text}",
    };
}
