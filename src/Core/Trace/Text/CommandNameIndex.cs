using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>The commands of a profile by the UTF-8 bytes of their names: the lookup of every call record, without a string.</summary>
internal sealed class CommandNameIndex
{
    private const int Slots = 512;

    private readonly byte[]?[] _names = new byte[]?[Slots];
    private readonly RmiCommandInfo[] _commands = new RmiCommandInfo[Slots];

    private CommandNameIndex(RmiProfile profile)
    {
        foreach (RmiCommandInfo info in profile.Commands.Commands)
        {
            byte[] name = Encoding.ASCII.GetBytes(info.Name);
            int slot = SlotOf(name);
            while (_names[slot] is not null)
            {
                slot = (slot + 1) % Slots;
            }

            _names[slot] = name;
            _commands[slot] = info;
        }
    }

    private static CommandNameIndex V20 { get; } = new(RmiProfile.V20);

    private static CommandNameIndex V10 { get; } = new(RmiProfile.V10);

    public static CommandNameIndex For(RmiProfile profile) => ReferenceEquals(profile, RmiProfile.V10) ? V10 : V20;

    /// <summary>The command of that name; null when there is none.</summary>
    public RmiCommandInfo? Find(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("RMI_"u8))
        {
            name = name[4..];
        }

        if (name.IsEmpty)
        {
            return null;
        }

        for (int slot = SlotOf(name); _names[slot] is { } entry; slot = (slot + 1) % Slots)
        {
            if (name.SequenceEqual(entry))
            {
                return _commands[slot];
            }
        }

        return null;
    }

    // Length, last letter and the letters around the middle tell almost all names apart.
    private static int SlotOf(ReadOnlySpan<byte> name)
    {
        uint hash = (uint)name.Length;
        hash = unchecked(hash * 31 + name[^1]);
        hash = unchecked(hash * 31 + name[name.Length / 2]);
        hash = unchecked(hash * 31 + name[name.Length * 3 / 4]);
        hash = unchecked(hash * 31 + name[name.Length / 4]);
        return (int)(unchecked(hash * 2654435761u) >> 23);
    }
}
