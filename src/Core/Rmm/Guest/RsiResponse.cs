namespace RealmTools.Rmm;

/// <summary>How the host answered a request of the realm (§4.11, entry-time completions).</summary>
internal enum RsiResponse : ulong
{
    /// <summary>It did as asked, as far as it got.</summary>
    Accept = 0,

    /// <summary>It refused.</summary>
    Reject = 1,
}
