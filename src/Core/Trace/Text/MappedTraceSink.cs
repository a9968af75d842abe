using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace RealmTools.Trace;

/// <summary>
/// Lines into a mapped file: a line is in the operating system's hands when it is formatted, without a system call, so that it
/// survives the death of this process.
/// </summary>
/// <remarks>The file grows by a window at a time; zero bytes behind the last line are cut off on disposal, and readers ignore them.</remarks>
internal sealed unsafe class MappedTraceSink : TraceSink
{
    private const int WindowSize = 1 << 18;

    private static readonly byte[] s_zeroes = new byte[WindowSize];

    private readonly FileStream _file;
    private SafeMemoryMappedViewHandle? _view;
    private byte* _window;
    private long _windowStart;
    private int _windowLength;
    private int _used;

    /// <summary>A sink into an empty file, which is disposed with it.</summary>
    public MappedTraceSink(FileStream file) => _file = file;

    public override Span<byte> Reserve(int length)
    {
        // At least one zero byte stays behind the last line: a line that a kill cut short is thereby told from a whole one.
        if (_windowLength - _used <= length)
        {
            MapNext(length + 1);
        }

        return new Span<byte>(_window + _used, _windowLength - _used - 1);
    }

    public override void Commit(int length) => _used += length;

    public override void Flush()
    {
    }

    public override void Dispose()
    {
        Unmap();
        _file.SetLength(_windowStart + _used);
        _file.Dispose();
    }

    private void MapNext(int length)
    {
        ObjectDisposedException.ThrowIf(!_file.CanWrite, this);
        long start = _windowStart + _used;
        int size = Math.Max(WindowSize, length);

        // Writing the zeroes makes the file system find the space now: running out of it inside a mapping would end the process.
        for (long end = _file.Length; end < start + size; end += s_zeroes.Length)
        {
            RandomAccess.Write(_file.SafeFileHandle, s_zeroes, end);
        }

        Unmap();
        using var mapping = MemoryMappedFile.CreateFromFile(
            _file.SafeFileHandle, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor accessor = mapping.CreateViewAccessor(start, size, MemoryMappedFileAccess.ReadWrite);
        _view = accessor.SafeMemoryMappedViewHandle;
        _view.AcquirePointer(ref _window);
        _window += accessor.PointerOffset;
        _windowStart = start;
        _windowLength = size;
        _used = 0;
    }

    // Disposing the handle, not the accessor: the accessor would wait until the disk has the data.
    private void Unmap()
    {
        if (_view is { IsClosed: false })
        {
            _view.ReleasePointer();
            _view.Dispose();
        }

        _view = null;
        _windowStart += _used;
        _used = 0;
        _windowLength = 0;
        _window = null;
    }
}
