namespace RealmTools.Tests.Agent;

/// <summary>A test that needs Unix sockets whose peers the kernel names.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            Skip = "This system does not tell who opens a Unix socket.";
    }
}
