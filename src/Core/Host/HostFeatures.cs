using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What an RMM offers, as its feature registers say. Source: rmm-behaviour.md §2.6.</summary>
/// <param name="Version">Version word that host and RMM agreed on, major·65536 + minor.</param>
/// <param name="Registers">Feature registers from index 0.</param>
public sealed record HostFeatures(uint Version, ImmutableArray<ulong> Registers)
{
    private const int RegistersOf20 = 5;
    private const uint Version20 = 0x20000;

    /// <summary>The widest IPA space in bits.</summary>
    public int MaximumIpaBits => (int)Field(0, 0, 8);

    /// <summary>Whether realms may use LPA2.</summary>
    public bool Lpa2 => Field(0, 8, 1) != 0;

    /// <summary>Whether realms may use SVE.</summary>
    public bool Sve => Field(0, 9, 1) != 0;

    /// <summary>Longest SVE vector in quadwords − 1.</summary>
    public int SveVectorLength => (int)Field(0, 10, 4);

    /// <summary>Breakpoints − 1.</summary>
    public int Breakpoints => (int)Field(0, 14, 6);

    /// <summary>Watchpoints − 1.</summary>
    public int Watchpoints => (int)Field(0, 20, 6);

    /// <summary>Whether realms may use the PMU.</summary>
    public bool Pmu => Field(0, 26, 1) != 0;

    /// <summary>PMU counters.</summary>
    public int PmuCounters => (int)Field(0, 27, 5);

    /// <summary>Log2 of the most RECs of a realm.</summary>
    public int MaximumRecsOrder => (int)(Is20 ? Field(1, 6, 4) : Field(0, 38, 4));

    /// <summary>Hash algorithms that are advertised.</summary>
    public ImmutableArray<RealmHashAlgorithm> HashAlgorithms
    {
        get
        {
            var algorithms = ImmutableArray.CreateBuilder<RealmHashAlgorithm>(3);
            Add(Is20 ? Field(1, 3, 1) : Field(0, 32, 1), RealmHashAlgorithm.Sha256);
            Add(Is20 ? Field(1, 4, 1) : 0, RealmHashAlgorithm.Sha384);
            Add(Is20 ? Field(1, 5, 1) : Field(0, 33, 1), RealmHashAlgorithm.Sha512);
            return algorithms.ToImmutable();

            void Add(ulong offered, RealmHashAlgorithm algorithm)
            {
                if (offered != 0) algorithms.Add(algorithm);
            }
        }
    }

    /// <summary>How many feature registers a generation has.</summary>
    internal static int CountFor(uint version) => version >= Version20 ? RegistersOf20 : 1;

    private bool Is20 => Version >= Version20;

    private ulong Field(int register, int shift, int width) =>
        register < Registers.Length ? (Registers[register] >> shift) & ((1ul << width) - 1) : 0;
}
