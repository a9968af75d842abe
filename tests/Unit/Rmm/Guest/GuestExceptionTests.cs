using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm.Guest;

/// <summary>Exceptions of the realm that the recorded conversations do not show (rmm-behaviour.md §4.11).</summary>
public sealed class GuestExceptionTests
{
    private const ulong SystemRegisterClass = 0x6200_0000;

    [Theory]
    [InlineData(0x9200_0010, 0x9000_0010)]
    [InlineData(0x9200_1814, 0x9000_1814)]
    [InlineData(0x8200_0010, 0x8000_0010)]
    public void External_aborts_reach_the_host_without_an_address(ulong esr, ulong reported)
    {
        RecRun exit = new GuestRealm().Run(RealmAction.Sync(esr, 0x123, GuestRealm.Unprotected >> 8));

        Assert.Equal((RecExitReason.Sync, reported, 0ul, 0ul), (exit.ExitReason, exit.Esr, exit.Far, exit.Hpfar));
    }

    [Fact]
    public void A_read_of_the_interrupt_controller_is_the_hosts_and_completes_at_the_next_entry()
    {
        // MRS x5, ICC_IAR1_EL1: op0 3, op1 0, CRn 12, CRm 12, op2 0.
        const ulong Access = SystemRegisterClass | (3 << 20) | (12 << 10) | (12 << 1) | 1;
        var realm = new GuestRealm();
        RecRun exit = realm.Run(RealmAction.Sync(Access | (5 << 5)));
        Assert.Equal((RecExitReason.Sync, Access), (exit.ExitReason, exit.Esr));

        GuestRealm.Succeeds(realm.Enter(registers: 0x1234).Answer);

        Assert.Equal(0x1234ul, realm.Register(5));
    }

    [Fact]
    public void A_write_to_the_interrupt_controller_shows_the_host_the_value()
    {
        // MSR ICC_SGI1R_EL1, x2: op0 3, op1 0, CRn 12, CRm 11, op2 5.
        const ulong Access = SystemRegisterClass | (3 << 20) | (5 << 17) | (12 << 10) | (11 << 1);
        var realm = new GuestRealm(registers: [0, 0, 0x55]);

        Assert.Equal(0x55ul, realm.Run(RealmAction.Sync(Access | (2 << 5))).ExitGprs[0]);

        GuestRealm.Succeeds(realm.Enter(registers: 0x1234).Answer);
        Assert.Equal(0x55ul, realm.Register(2));
    }

    [Fact]
    public void Other_system_registers_read_as_zero_without_an_exit()
    {
        // MRS x3, PMCR_EL0: op0 3, op1 3, CRn 9, CRm 12, op2 0.
        const ulong Access = SystemRegisterClass | (3 << 20) | (3 << 14) | (9 << 10) | (12 << 1) | 1;
        var realm = new GuestRealm(registers: [0, 0, 0, 0x33]);

        Assert.Equal(RecExitReason.Fiq, realm.Run(RealmAction.Sync(Access | (3 << 5))).ExitReason);
        Assert.Equal(0ul, realm.Register(3));
    }

    [Fact]
    public void Entering_a_rec_allocates_nothing()
    {
        var realm = new GuestRealm();
        realm.Enter();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            realm.Rmm.RecEnter(GuestRealm.Rec(0), GuestRealm.RunPage);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_fork_has_its_own_registers_and_queue()
    {
        var realm = new GuestRealm(registers: [0x11]);
        realm.Rmm.Enqueue(RealmAction.Irq);
        RealmTools.Rmm.SimulatedRmm fork = realm.Rmm.Fork();
        Assert.Equal(RecExitReason.Irq, new RecRun(realm.Enter().Run).ExitReason);
        realm.Smc(0x8400_0000);

        fork.Enqueue(RealmAction.Sync(0x93C0_8047, 0, GuestRealm.Unprotected >> 8));
        byte[] page = new byte[(int)Granule.Size];
        GuestRealm.Succeeds(fork.RecEnter(GuestRealm.Rec(0), GuestRealm.RunPage));
        fork.ReadMemory(GuestRealm.RunPage, page);
        Assert.Equal(RecExitReason.Irq, new RecRun(page).ExitReason);
        GuestRealm.Succeeds(fork.RecEnter(GuestRealm.Rec(0), GuestRealm.RunPage));
        fork.ReadMemory(GuestRealm.RunPage, page);

        Assert.Equal((RecExitReason.Sync, 0x11ul), (new RecRun(page).ExitReason, new RecRun(page).ExitGprs[0]));
        Assert.Equal(0x1_0001ul, realm.Register(0));
    }
}
