namespace RealmTools.Host;

/// <summary>A range of addresses with one value.</summary>
/// <param name="Base">First address.</param>
/// <param name="Top">Address after the last.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Run<T>(ulong Base, ulong Top, T Value)
    where T : unmanaged, IEquatable<T>
{
    /// <summary>Length in bytes.</summary>
    internal ulong Size => Top - Base;
}
