using System.Management.Automation;

namespace RealmTools.Module.Jobs;

/// <summary>A command that may work in the background: one whose work grows with the memory, tables, orders or records that it is given.</summary>
public interface IJobCommand
{
    /// <summary>Whether a job does the work, and the command returns the job.</summary>
    SwitchParameter AsJob { get; }
}
