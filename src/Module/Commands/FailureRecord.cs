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
        HostException host => Create(host, host.Id.ToString(), CategoryOf(host.Category), host.Target ?? target, host.RecommendedAction),
        RmmUnreachableException => Create(
            failure, nameof(FailureId.RmmUnreachable), ErrorCategory.ConnectionError, target,
            "Check that the RMM's side still runs, then connect again: the last call may or may not have taken effect."),
        TraceFormatException => Create(
            failure, "TraceMalformed", ErrorCategory.ParserError, target, "Correct the line, or record the trace again."),
        FileNotFoundException or DirectoryNotFoundException or SessionStateException => Create(
            failure, "PathNotFound", ErrorCategory.ObjectNotFound, target, "Check the path."),
        UnauthorizedAccessException => Create(failure, "PathDenied", ErrorCategory.PermissionDenied, target, "Check the permissions of the file."),
        IOException => Create(failure, "PathUnusable", ErrorCategory.ReadError, target, "Check that the file can be read and written."),
        _ => Create(
            failure, "Unexpected", ErrorCategory.InvalidResult, target,
            "This is a defect of RealmTools: please report it with the output of 'Get-Error'."),
    };

    private static ErrorRecord Create(Exception failure, string id, ErrorCategory category, object? target, string recommendedAction) =>
        new(failure, id, category, target)
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
        _ => ErrorCategory.InvalidOperation,
    };
}
