using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// The walk that destroys all tables below the root, as the kernel's (kvm-host.md §1.13): from the start level down over both halves,
/// skipping with the address that RTT_DESTROY returns.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class RttWalk(HostCore host, RealmRecord realm)
{
    private readonly RttBuilder _tables = new(host, realm);

    /// <summary>The first table that was destroyed but could not be undelegated; the walk goes on after it, as the kernel's.</summary>
    internal HostCall? FirstLost { get; private set; }

    /// <summary>Destroys all tables below the root.</summary>
    /// <returns>Null, or the call that stopped the walk.</returns>
    internal HostCall? Run() => TearDown(realm.Geometry.StartLevel + 1, 0, realm.Geometry.Top.Value);

    private HostCall? TearDown(int level, ulong start, ulong end)
    {
        if (level > RttGeometry.LastLevel) return host.Calls.Complain($"leaves the walk below the last level at 0x{start:x}");

        ulong step = RttGeometry.EntrySize(level - 1);
        for (ulong ipa = start; ipa < end;)
        {
            host.Calls.ThrowIfCancelled();
            ulong boundary = (ipa & ~(step - 1)) + step;
            if (boundary > end || (ipa & (step - 1)) != 0)
            {
                HostCall? partial = TearDown(level + 1, ipa, Math.Min(boundary, end));
                if (partial is not null) return partial;
                ipa = boundary;
                continue;
            }

            RmiRegisters answer = _tables.Destroy(ipa, level);
            ulong next = answer.X2;
            if (answer.Result.IsSuccess)
            {
                if (next <= ipa) return host.Calls.Complain($"reports 0x{next:x} as the next live address");
                FirstLost = _tables.Release(answer.X1, ipa, level) is { } lost ? FirstLost ?? lost : FirstLost;
                ipa = next;
            }
            else if (answer.Result.Status != RmiStatus.ErrorRtt || HostCalls.IsUnanswered(answer))
            {
                return Stop(ipa, level);
            }
            else if (next > ipa)
            {
                ipa = next;
            }
            else
            {
                if (next < ipa || answer.Result.Level != level || level == RttGeometry.LastLevel) return Stop(ipa, level);
                HostCall? below = TearDown(level + 1, ipa, boundary);
                if (below is not null) return below;
            }
        }

        return null;
    }

    private HostCall Stop(ulong ipa, int level)
    {
        HostCall failure = host.Calls.Failure();
        _tables.Lose(ipa, level, failure);
        return failure;
    }
}
