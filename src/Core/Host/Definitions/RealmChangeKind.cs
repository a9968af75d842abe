namespace RealmTools.Host;

/// <summary>Kinds of changes that bring a realm to its definition.</summary>
public enum RealmChangeKind
{
    /// <summary>The realm is created, with everything.</summary>
    Create,

    /// <summary>Memory that the definition does not have is taken away.</summary>
    RemoveMemory,

    /// <summary>Memory is mapped.</summary>
    AddMemory,

    /// <summary>A vCPU that the definition does not have is destroyed.</summary>
    RemoveVcpu,

    /// <summary>A vCPU is created.</summary>
    AddVcpu,

    /// <summary>The realm is activated.</summary>
    Start,
}
