namespace RealmTools.Rmi;

/// <summary>What a stateful operation wants next: bits 9:8 of an INCOMPLETE result. Source: rmm-behaviour.md §2.2.</summary>
public enum MemoryRequest
{
    /// <summary>Nothing: continue with OP_CONTINUE.</summary>
    None = 0,

    /// <summary>Memory: donate with OP_MEM_DONATE.</summary>
    Donate = 1,

    /// <summary>To return memory: collect it with OP_MEM_RECLAIM.</summary>
    Reclaim = 2,
}
