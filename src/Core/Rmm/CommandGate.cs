namespace RealmTools.Rmm;

/// <summary>In which states of the RMM a command is allowed (§2.1).</summary>
[Flags]
internal enum CommandGate
{
    /// <summary>In none.</summary>
    None = 0,

    /// <summary>Before RMM_ACTIVATE.</summary>
    Initial = 1,

    /// <summary>After RMM_ACTIVATE.</summary>
    Active = 2,

    /// <summary>In both.</summary>
    Always = Initial | Active,
}
