using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;
using RealmTools.Host;
using RealmTools.Module.Commands;

namespace RealmTools.Module.Drive;

/// <summary>
/// The provider of the drive <c>realm:</c>, which shows the hosts of the session as folders:
/// <c>realm:/host/realm/vcpus</c>, <c>…/memory</c> and <c>…/rtt</c>. Items are the objects that the commands return.
/// </summary>
[CmdletProvider("Realm", ProviderCapabilities.ShouldProcess)]
public sealed class RealmProvider : NavigationCmdletProvider, IDisposable
{
    private const string DriveName = "realm";

    private readonly CancellationTokenSource _stop = new();

    private OperationContext Context => new() { Cancellation = _stop.Token };

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    protected override Collection<PSDriveInfo> InitializeDefaultDrives() =>
        [new PSDriveInfo(DriveName, ProviderInfo, string.Empty, "Hosts, realms and their parts", credential: null)];

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    protected override bool IsValidPath(string path) => path is not null;

    /// <inheritdoc/>
    protected override bool ItemExists(string path) => Ask(path, node => true);

    /// <inheritdoc/>
    protected override bool IsItemContainer(string path) => Ask(path, node => node.IsContainer);

    /// <inheritdoc/>
    protected override bool HasChildItems(string path) => Ask(path, node => node.HoldsOthers(Context));

    /// <inheritdoc/>
    protected override void GetItem(string path) => Perform(path, node => Write(path, node));

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse) => GetChildItems(path, recurse, uint.MaxValue);

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse, uint depth) => Perform(path, node => WriteChildren(path, node, recurse, depth));

    /// <inheritdoc/>
    protected override void GetChildNames(string path, ReturnContainers returnContainers) => Perform(path, node =>
    {
        foreach (DriveNode child in node.Children(Context))
        {
            WriteItemObject(child.Name, MakePath(path, child.Name), child.IsContainer);
        }
    });

    /// <inheritdoc/>
    protected override void RemoveItem(string path, bool recurse) => Perform(path, node =>
    {
        if (node.Removal is not { } removal)
        {
            (string rule, string wayOut) = node.Keep;
            throw new HostException(FailureId.NotRemovable, $"'{Display(path)}' cannot be removed: {rule}.", wayOut, path);
        }

        if (ShouldProcess(Display(path), removal))
        {
            node.Remove(recurse, Context);
        }
    });

    private void WriteChildren(string path, DriveNode node, bool recurse, uint depth)
    {
        foreach (DriveNode child in node.Children(Context))
        {
            _stop.Token.ThrowIfCancellationRequested();
            string childPath = MakePath(path, child.Name);
            Write(childPath, child);
            if (recurse && depth > 0 && child.IsContainer)
            {
                WriteChildren(childPath, child, recurse, depth - 1);
            }
        }
    }

    private void Write(string path, DriveNode node) => WriteItemObject(node.Item, path, node.IsContainer);

    private static string Display(string path) => $"{DriveName}:/{string.Join('/', DrivePath.Parts(path))}";

    // The engine asks these of any path that a user types: what cannot be looked at is not there.
    private bool Ask(string path, Func<DriveNode, bool> question)
    {
        try
        {
            return DrivePath.Find(path, Context) is { } node && question(node);
        }
        catch (HostException)
        {
            return false;
        }
    }

    private void Perform(string path, Action<DriveNode> work)
    {
        try
        {
            DriveNode node = DrivePath.Find(path, Context) ?? throw new ItemNotFoundException($"Cannot find path '{Display(path)}' because it does not exist.");
            work(node);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is SessionStateException or not (RuntimeException or IContainsErrorRecord))
        {
            WriteError(FailureRecord.For(e, path));
        }
    }
}
