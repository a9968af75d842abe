using System.Runtime.InteropServices;

namespace RealmTools.Agent;

/// <summary>Turns the signals that ask a program to end into an orderly end.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _isEnding;

    /// <summary>Listens for SIGTERM, SIGINT and SIGHUP.</summary>
    /// <param name="end">Called once, on a thread of its own.</param>
    public EndSignals(Action end)
    {
        _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.Exchange(ref _isEnding, 1) == 0)
                end();
        }))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }
}
