using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RealmTools.Agent;

/// <summary>Who is at the other end of a Unix socket, as the kernel says.</summary>
/// <param name="UserId">Effective user ID of the process that connected.</param>
public readonly partial record struct PeerCredentials(uint UserId)
{
    private const uint Root = 0;

    /// <summary>The user this process acts for.</summary>
    public static uint OwnUserId => GetEffectiveUserId();

    /// <summary>Whether the peer may use what belongs to this process: the same user, or root.</summary>
    public bool IsTrusted => UserId == OwnUserId || UserId == Root;

    /// <summary>Asks the kernel.</summary>
    /// <returns>Null where the kernel cannot tell.</returns>
    public static PeerCredentials? Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (OperatingSystem.IsLinux())
        {
            // SOL_SOCKET, SO_PEERCRED: struct ucred { pid, uid, gid }.
            Span<uint> credentials = stackalloc uint[3];
            return socket.GetRawSocketOption(1, 17, MemoryMarshal.AsBytes(credentials)) == 12 ? new PeerCredentials(credentials[1]) : null;
        }

        if (OperatingSystem.IsMacOS())
        {
            // SOL_LOCAL, LOCAL_PEERCRED: struct xucred { version, uid, … }.
            Span<uint> credentials = stackalloc uint[19];
            return socket.GetRawSocketOption(0, 1, MemoryMarshal.AsBytes(credentials)) >= 8 ? new PeerCredentials(credentials[1]) : null;
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"user {UserId}");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
