namespace RealmTools.Trace;

/// <summary>Finds which elements of two sequences belong together.</summary>
/// <remarks>
/// First the elements that occur once in both are matched in the longest order they share (patience), because they are landmarks to a
/// reader; the gaps between are then aligned with as few edits as possible (Myers), unless they differ beyond recognition.
/// </remarks>
internal sealed class SequenceAlignment
{
    private const int MostEdits = 1000;

    private readonly int[] _left;
    private readonly int[] _right;
    private readonly int[] _partners;

    private SequenceAlignment(int[] left, int[] right)
    {
        _left = left;
        _right = right;
        _partners = new int[left.Length];
        Array.Fill(_partners, -1);
    }

    /// <summary>The position in <paramref name="right"/> of each element of <paramref name="left"/>, ascending; −1 for those without a partner.</summary>
    public static int[] Align(int[] left, int[] right)
    {
        var alignment = new SequenceAlignment(left, right);
        var gaps = new Stack<(int L, int LEnd, int R, int REnd)>();
        gaps.Push((0, left.Length, 0, right.Length));
        while (gaps.TryPop(out (int L, int LEnd, int R, int REnd) gap))
        {
            alignment.AlignGap(gap.L, gap.LEnd, gap.R, gap.REnd, gaps);
        }

        return alignment._partners;
    }

    private void AlignGap(int l, int lEnd, int r, int rEnd, Stack<(int L, int LEnd, int R, int REnd)> gaps)
    {
        while (l < lEnd && r < rEnd && _left[l] == _right[r])
        {
            _partners[l++] = r++;
        }

        while (l < lEnd && r < rEnd && _left[lEnd - 1] == _right[rEnd - 1])
        {
            _partners[--lEnd] = --rEnd;
        }

        if (l == lEnd || r == rEnd)
        {
            return;
        }

        List<(int L, int R)> landmarks = Landmarks(l, lEnd, r, rEnd);
        if (landmarks.Count == 0)
        {
            AlignWithFewestEdits(l, lEnd, r, rEnd);
            return;
        }

        foreach ((int left, int right) in landmarks)
        {
            _partners[left] = right;
            gaps.Push((l, left, r, right));
            (l, r) = (left + 1, right + 1);
        }

        gaps.Push((l, lEnd, r, rEnd));
    }

    // Elements that occur once on both sides, in the longest order common to both.
    private List<(int L, int R)> Landmarks(int l, int lEnd, int r, int rEnd)
    {
        Dictionary<int, int> right = Singles(_right, r, rEnd);
        var pairs = new List<(int L, int R)>();
        foreach ((int element, int position) in Singles(_left, l, lEnd))
        {
            if (position >= 0 && right.TryGetValue(element, out int partner) && partner >= 0)
            {
                pairs.Add((position, partner));
            }
        }

        pairs.Sort();
        var tops = new List<int>();
        int[] before = new int[pairs.Count];
        for (int i = 0; i < pairs.Count; i++)
        {
            int pile = tops.BinarySearch(i, Comparer<int>.Create((a, b) => pairs[a].R.CompareTo(pairs[b].R)));
            pile = pile < 0 ? ~pile : pile;
            before[i] = pile == 0 ? -1 : tops[pile - 1];
            if (pile == tops.Count)
                tops.Add(i);
            else
                tops[pile] = i;
        }

        var longest = new List<(int L, int R)>(tops.Count);
        for (int i = tops.Count == 0 ? -1 : tops[^1]; i >= 0; i = before[i])
        {
            longest.Add(pairs[i]);
        }

        longest.Reverse();
        return longest;
    }

    // Position of each element that occurs once; −1 for those that occur more often.
    private static Dictionary<int, int> Singles(int[] sequence, int start, int end)
    {
        var positions = new Dictionary<int, int>();
        for (int i = start; i < end; i++)
        {
            positions[sequence[i]] = positions.ContainsKey(sequence[i]) ? -1 : i;
        }

        return positions;
    }

    private void AlignWithFewestEdits(int l, int lEnd, int r, int rEnd)
    {
        int n = lEnd - l;
        int m = rEnd - r;
        int most = Math.Min(n + m, MostEdits);
        int[] reach = new int[(2 * most) + 3];
        var history = new List<int[]>();
        for (int edits = 0; edits <= most; edits++)
        {
            for (int k = -edits; k <= edits; k += 2)
            {
                int center = most + 1;
                int x = k == -edits || (k != edits && reach[center + k - 1] < reach[center + k + 1]) ? reach[center + k + 1] : reach[center + k - 1] + 1;
                while (x < n && x - k < m && x - k >= 0 && _left[l + x] == _right[r + x - k])
                {
                    x++;
                }

                reach[center + k] = x;
                if (x >= n && x - k >= m)
                {
                    history.Add([.. reach]);
                    Trace(l, r, n, m, history, center);
                    return;
                }
            }

            history.Add([.. reach]);
        }
    }

    private void Trace(int l, int r, int x, int y, List<int[]> history, int center)
    {
        for (int edits = history.Count - 1; edits >= 0; edits--)
        {
            int k = x - y;
            int[] reach = edits == 0 ? [] : history[edits - 1];
            bool isInsertion = edits > 0 && (k == -edits || (k != edits && reach[center + k - 1] < reach[center + k + 1]));
            int previousK = isInsertion ? k + 1 : k - 1;
            int previousX = edits == 0 ? 0 : reach[center + previousK];
            int previousY = edits == 0 ? 0 : previousX - previousK;
            int diagonalStart = edits == 0 ? 0 : isInsertion ? previousX : previousX + 1;
            while (x > diagonalStart && y > 0)
            {
                x--;
                y--;
                _partners[l + x] = r + y;
            }

            (x, y) = (previousX, previousY);
        }
    }
}
