namespace RealmTools.Rmi;

/// <summary>An RMM that can be booted again.</summary>
public interface IRmmReset
{
    /// <summary>Cold boot: initial state, every granule non-secure, memory zero, realm script empty.</summary>
    void Reset();
}
