namespace RealmTools.Host;

/// <summary>Taking realms down: plans are data, a runner performs their steps.</summary>
public sealed class HostTeardown
{
    /// <summary>The steps that take a realm down, in order.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public IReadOnlyList<TeardownStep> Plan(
        string realm, TeardownOrder order = TeardownOrder.Default, TeardownGranularity granularity = TeardownGranularity.Step) =>
        throw new NotSupportedException("Not built yet.");

    /// <summary>Performs one step. A failed RMI call is a result, not an exception; what could not be returned is leaked knowingly.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.StepTargetGone"/>: the step is for another host or a realm that is gone; <see cref="FailureId.StepInvalid"/>.
    /// </exception>
    public TeardownStepResult Run(TeardownStep step, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>Performs steps in the order given; results come as they are made.</summary>
    /// <exception cref="HostException">As <see cref="Run(TeardownStep, OperationContext?)"/>.</exception>
    public IEnumerable<TeardownStepResult> Run(IEnumerable<TeardownStep> steps, TeardownOptions? options = null, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");

    /// <summary>Takes a realm down with the Default order.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public TeardownReport Remove(string realm, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>Finishes a tear-down that failed or was cancelled: unfinished stateful operations are driven on, leaked granules are asked for again.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public TeardownReport Resume(string realm, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");
}
