namespace RealmTools.Host;

/// <summary>How many granules an owner has.</summary>
/// <param name="Held">All that are not free, leaked ones included.</param>
/// <param name="Leaked">Those that are lost.</param>
internal readonly record struct GranuleHolding(long Held, long Leaked);
