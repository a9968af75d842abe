namespace RealmTools.Rmm;

/// <summary>Nodes that a simulator gave up and may use again, so that steady work allocates nothing.</summary>
internal sealed class NodePool
{
    private const int MaximumPages = 4096;
    private const int MaximumBlocks = 256;

    private readonly Stack<Page> _pages = new();
    private readonly Stack<MemoryBlock> _blocks = new();

    /// <summary>A page with unspecified content and no references.</summary>
    internal Page TakePage(object owner)
    {
        if (_pages.TryPop(out Page? page))
        {
            page.Owner = owner;
            page.References = 0;
            return page;
        }

        return new Page(owner);
    }

    /// <summary>Keeps a page for later, if it is the caller's alone.</summary>
    internal void Give(OwnedNode? node, object owner)
    {
        if (node is Page page && ReferenceEquals(page.Owner, owner) && _pages.Count < MaximumPages)
        {
            _pages.Push(page);
        }
    }

    /// <summary>A block that equals <paramref name="source"/> and that <paramref name="owner"/> may write.</summary>
    internal MemoryBlock TakeCopy(MemoryBlock source, object owner)
    {
        if (!_blocks.TryPop(out MemoryBlock? block))
        {
            return (MemoryBlock)source.CopyFor(owner);
        }

        block.Owner = owner;
        block.TakeOver(source);
        return block;
    }

    /// <summary>Keeps a block for later, if it is the caller's alone.</summary>
    internal void Give(MemoryBlock block, object owner)
    {
        if (ReferenceEquals(block.Owner, owner) && _blocks.Count < MaximumBlocks)
        {
            _blocks.Push(block);
        }
    }
}
