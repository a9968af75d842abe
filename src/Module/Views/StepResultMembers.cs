using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What a step's result takes over from its step, for the types file: results filter and sort as steps do.</summary>
public static class StepResultMembers
{
    /// <summary>The realm.</summary>
    public static string RealmName(PSObject result) => Step(result).RealmName;

    /// <summary>The step's place in its plan, from 1.</summary>
    public static int Position(PSObject result) => Step(result).Position;

    /// <summary>What the step does.</summary>
    public static TeardownStepKind Kind(PSObject result) => Step(result).Kind;

    private static TeardownStep Step(PSObject result) => ((TeardownStepResult)result.BaseObject).Step;
}
