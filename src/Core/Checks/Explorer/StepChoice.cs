using System.Numerics;

namespace RealmTools.Checks;

/// <summary>Which steps may come next. What is done is a 64-bit word.</summary>
internal abstract class StepChoice
{
    /// <summary>How many steps there are.</summary>
    internal abstract int Count { get; }

    /// <summary>The steps that may come next, and what is done after each.</summary>
    internal abstract IEnumerable<(int Step, ulong Progress)> Next(ulong progress);

    /// <summary>Whether a step has not been done.</summary>
    internal abstract bool IsLeft(ulong progress, int step);

    /// <summary>How many ways there are to do the rest.</summary>
    internal abstract BigInteger Ways(ulong progress);

    /// <summary>Any order: a bit for each step that is done.</summary>
    internal sealed class Permutation(int count) : StepChoice
    {
        internal const int Most = 63;

        internal override int Count => count;

        internal override IEnumerable<(int Step, ulong Progress)> Next(ulong progress)
        {
            for (int step = 0; step < count; step++)
            {
                if (IsLeft(progress, step)) yield return (step, progress | (1ul << step));
            }
        }

        internal override bool IsLeft(ulong progress, int step) => (progress & (1ul << step)) == 0;

        internal override BigInteger Ways(ulong progress)
        {
            BigInteger ways = 1;
            for (int left = count - BitOperations.PopCount(progress); left > 1; left--)
            {
                ways *= left;
            }

            return ways;
        }
    }

    /// <summary>Two plans, each in its own order: how far the first is in the low half, the second in the high half.</summary>
    internal sealed class Interleaving(int first, int second) : StepChoice
    {
        private const int Half = 32;

        internal override int Count => first + second;

        internal override IEnumerable<(int Step, ulong Progress)> Next(ulong progress)
        {
            (int one, int other) = Split(progress);
            if (one < first) yield return (one, progress + 1);
            if (other < second) yield return (first + other, progress + (1ul << Half));
        }

        internal override bool IsLeft(ulong progress, int step)
        {
            (int one, int other) = Split(progress);
            return step < first ? step >= one : step - first >= other;
        }

        internal override BigInteger Ways(ulong progress)
        {
            (int one, int other) = Split(progress);
            BigInteger ways = 1;
            int left = first - one;
            for (int i = 1; i <= second - other; i++)
            {
                ways = ways * (left + i) / i;
            }

            return ways;
        }

        private static (int One, int Other) Split(ulong progress) => ((int)(progress & uint.MaxValue), (int)(progress >> Half));
    }
}
