namespace RealmTools.Host;

/// <summary>How far a long operation is.</summary>
/// <param name="Activity">What is done, such as <c>Mapping memory of vm1</c>.</param>
/// <param name="Done">Bytes or things done.</param>
/// <param name="Total">Bytes or things in all.</param>
/// <param name="IsBytes">Whether bytes are counted.</param>
public readonly record struct HostProgress(string Activity, ulong Done, ulong Total, bool IsBytes = true)
{
    /// <summary>0…100.</summary>
    public int Percent => Total == 0 ? 100 : (int)Math.Min(100, Done / (Total / 100.0));
}
