using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>The one place where a failure becomes an error record: stable id, category, the object it is about, and the way out.</summary>
internal static class FailureRecord
{
    /// <summary>An error record for a failure.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="target">What was worked on, where the failure does not name something closer.</param>
    public static ErrorRecord For(Exception failure, object? target) => failure switch
    {
        HostException host => Create(host, host.Id, host.Category, host.Target ?? target, host.RecommendedAction),
        RmmUnreachableException => Create(
            failure, FailureId.RmmUnreachable, target,
            "Check that the RMM's side still runs, then connect again with Connect-RealmHost -Reconcile: the last call may or may not have taken effect."),
        TraceFormatException => Create(failure, FailureId.TraceMalformed, target, "Correct the line, or record the trace again."),
        FileNotFoundException or DirectoryNotFoundException or SessionStateException => Create(failure, FailureId.PathNotFound, target, "Check the path."),
        UnauthorizedAccessException => Create(failure, FailureId.PathDenied, target, "Check the permissions of the file."),
        IOException => Create(failure, FailureId.PathUnusable, target, "Check that the file can be read and written."),
        _ => Create(
            failure, FailureId.Unexpected, target, "This is a defect of RealmTools: please report it with the output of 'Get-Error'."),
    };

    private static ErrorRecord Create(Exception failure, FailureId id, object? target, string recommendedAction) =>
        Create(failure, id, FailureCategories.CategoryOf(id), target, recommendedAction);

    private static ErrorRecord Create(Exception failure, FailureId id, FailureCategory category, object? target, string recommendedAction) =>
        new(failure, id.ToString(), CategoryOf(category), target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = recommendedAction },
        };

    private static ErrorCategory CategoryOf(FailureCategory category) => category switch
    {
        FailureCategory.InvalidArgument => ErrorCategory.InvalidArgument,
        FailureCategory.InvalidOperation => ErrorCategory.InvalidOperation,
        FailureCategory.ObjectNotFound => ErrorCategory.ObjectNotFound,
        FailureCategory.ResourceExists => ErrorCategory.ResourceExists,
        FailureCategory.ResourceBusy => ErrorCategory.ResourceBusy,
        FailureCategory.LimitsExceeded => ErrorCategory.LimitsExceeded,
        FailureCategory.ReadError => ErrorCategory.ReadError,
        FailureCategory.InvalidResult => ErrorCategory.InvalidResult,
        FailureCategory.ConnectionError => ErrorCategory.ConnectionError,
        FailureCategory.ProtocolError => ErrorCategory.ProtocolError,
        FailureCategory.NotImplemented => ErrorCategory.NotImplemented,
        FailureCategory.ParserError => ErrorCategory.ParserError,
        FailureCategory.PermissionDenied => ErrorCategory.PermissionDenied,
        _ => ErrorCategory.InvalidOperation,
    };
}
