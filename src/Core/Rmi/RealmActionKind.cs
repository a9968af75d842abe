namespace RealmTools.Rmi;

/// <summary>Kinds of scripted realm actions. Source: formats/rmi-trace.md.</summary>
public enum RealmActionKind
{
    /// <summary>An SMC.</summary>
    Smc,

    /// <summary>A synchronous exception.</summary>
    Sync,

    /// <summary>An IRQ.</summary>
    Irq,

    /// <summary>An FIQ.</summary>
    Fiq,

    /// <summary>An SError.</summary>
    SError,
}
