using RealmTools.Rmi;

namespace RealmTools.Benchmarks.Loops;

/// <summary>Addresses of the loops: vectors/bench/README.md, «Common set-up».</summary>
internal static class Layout
{
    internal const ulong G = Granule.Size;
    internal const ulong D = 0x8000_0000;
    internal const ulong Parameters = D + G;
    internal const ulong RecParameters = D + (2 * G);
    internal const ulong Run = D + (3 * G);
    internal const ulong List = D + (4 * G);
    internal const ulong Source = D + (5 * G);
    internal const ulong Rd = 0x8001_0000;
    internal const ulong Rec = 0x8001_1000;
    internal const ulong Root = 0x8002_0000;
    internal const ulong Aux = 0x8006_0000;
    internal const ulong Unprotected = 0x8000_0000_0000;

    internal static ulong T(int i) => 0x8003_0000 + ((ulong)i * G);

    internal static ulong X(int i = 0) => 0x8040_0000 + ((ulong)i * G);

    internal static ulong Descriptor(ulong pa, int count, int size = 0) => new AddressRangeDescriptor(pa, count, size).Word;
}
