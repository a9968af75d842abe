using RealmTools.Host;
using RealmTools.Module.Arguments;

namespace RealmTools.Module.Commands;

/// <summary>Something that a command does on a host.</summary>
/// <param name="Host">The host; null for the default.</param>
/// <param name="Target">What it is about, which errors name.</param>
/// <param name="Work">What is done.</param>
internal readonly record struct HostTask(RealmHostReference? Host, object? Target, Action<RealmHost> Work);
