namespace RealmTools.Module.Commands;

/// <summary>Files that commands draw into.</summary>
internal static class PictureFile
{
    /// <summary>Writes a file once all of it is there, so that a picture that fails leaves nothing behind.</summary>
    public static void Write(string file, bool force, Action<Stream> draw)
    {
        using var content = new MemoryStream();
        draw(content);
        content.Position = 0;
        using var output = new FileStream(file, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
        content.CopyTo(output);
    }
}
