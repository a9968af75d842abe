namespace RealmTools.Rmm;

/// <summary>What a check found wrong; together with the command it is a reason.</summary>
/// <param name="Id">Second half of the reason's id, such as <c>table-live</c>.</param>
/// <param name="Sentence">The rule that was broken, for people.</param>
/// <param name="WayOut">What to do about it.</param>
internal sealed record RmiCause(string Id, string Sentence, string WayOut);
