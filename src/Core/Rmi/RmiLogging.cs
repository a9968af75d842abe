namespace RealmTools.Rmi;

/// <summary>When the reference RMM logs a command on its console. Source: rmm-behaviour.md §2.3, column L, and §7.2.</summary>
public enum RmiLogging
{
    /// <summary>Every call.</summary>
    Always,

    /// <summary>Failed calls only.</summary>
    Errors,

    /// <summary>Never.</summary>
    Never,

    /// <summary>The function number is assigned but the RMM has no handler for it.</summary>
    NoHandler,
}
