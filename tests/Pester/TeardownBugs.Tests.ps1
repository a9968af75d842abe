#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeDiscovery {
    # Of each scenario: the refusals of its wrong order, then granules leaked, out, and with the RMM at its end. Unless it says
    # otherwise, the right order is refused nothing and leaves nothing anywhere.
    $undelegate = 'ERROR_INPUT GRANULE_RANGE_UNDELEGATE.not-delegated'
    $delegate = 'ERROR_INPUT GRANULE_RANGE_DELEGATE.not-non-secure'
    $cases = @(
        @{ Id = 'S1'; Wrong = @(); End = 0, 8, 0 }
        @{ Id = 'S2'; Wrong = @(); End = 0, 0, 0 }
        @{ Id = 'S3'; Wrong = @($delegate) + @($undelegate) * 4; End = 0, 0, 1; Right = @($delegate); RightEnd = 0, 0, 1 }
        @{ Id = 'S4'; Wrong = @('ERROR_INPUT GRANULE_RANGE_DELEGATE.injected-fault') + @($undelegate) * 16; End = 0, 0, 0; Right = @('ERROR_INPUT GRANULE_RANGE_DELEGATE.injected-fault') }
        @{ Id = 'S5'; Wrong = @('ERROR_RTT(3) RTT_DATA_MAP.entry-assigned'); End = 0, 13, 13; Right = @('ERROR_RTT(3) RTT_DATA_MAP.entry-assigned'); RightEnd = 0, 11, 13 }
        @{ Id = 'S6'; Wrong = @($undelegate); End = 0, 0, 2 }
        @{ Id = 'S7, pages'; Wrong = @('ERROR_INPUT RTT_UNPROT_UNMAP.range-empty'); End = 0, 0, 0 }
        @{ Id = 'S7, block'; Wrong = @('ERROR_INPUT RTT_UNPROT_UNMAP.range-empty', 'ERROR_RTT(2) RTT_DESTROY.not-table'); End = 0, 521, 9 }
        @{ Id = 'S9'; Wrong = @('ERROR_INPUT RTT_DESTROY.not-rd'); End = 0, 0, 0 }
        @{ Id = 'S13'; Wrong = @($delegate, 'ERROR_RTT(3) RTT_DATA_MAP_INIT.entry-assigned', $delegate); End = 0, 11, 12; RightEnd = 0, 11, 12 }
        @{ Id = 'S15'; Wrong = @('ERROR_INPUT OP_CONTINUE.not-expected', $undelegate); End = 0, 9, 10 }
        @{ Id = 'S18'; Wrong = @(); End = 0, 0, 0 }
        @{ Id = 'S23'; Wrong = @(); End = 0, 14, 14; RightEnd = 0, 9, 9 }
        @{ Id = 'S24'; Wrong = @('ERROR_RTT(2) RTT_DATA_UNMAP.entry-crosses-top', $undelegate); End = 0, 521, 521; Right = @('ERROR_RTT(2) RTT_DATA_UNMAP.entry-crosses-top'); RightEnd = 0, 521, 521 }
        @{ Id = 'S25'; Wrong = @('ERROR_RTT(2) RTT_DATA_UNMAP.start-inside-entry', 'ERROR_RTT(3) RTT_DESTROY.table-live'); End = 1, 26, 26 }
        @{ Id = 'S26'; Wrong = @('ERROR_REALM REALM_DESTROY.root-live'); End = 9, 10, 10 }
        @{ Id = 'S27'; Wrong = @($undelegate); End = 8, 9, 9 }
        @{ Id = 'S28'; Wrong = @('ERROR_REALM REALM_DESTROY.realm-not-terminated'); End = 9, 9, 9 }
        @{ Id = 'S29'; Wrong = @('ERROR_REC REC_DESTROY.rec-running', 'ERROR_REALM REALM_TERMINATE.recs-running'); End = 0, 27, 26 }
        @{ Id = 'S30'; Wrong = @('ERROR_REALM REALM_DESTROY.realm-has-recs'); End = 9, 45, 43 }
        @{ Id = 'S31'; Wrong = @('GranuleProtectionFaultException Physical address 0x80003000 is not in non-secure memory: the host may only touch granules in state NS of a DRAM bank.'); End = 0, 10, 10; RightEnd = 0, 9, 9 }
        @{ Id = 'S41'; Wrong = @('ERROR_INPUT REALM_CREATE.rd-not-delegated') * 3; End = 0, 0, 8; RightEnd = 0, 0, 9 }
        @{ Id = 'S47'; Wrong = @('ERROR_REALM REALM_DESTROY.root-live'); End = 9, 521, 521 }
        @{ Id = 'S48, walk'; Wrong = @('ERROR_REALM REALM_DESTROY.root-live'); End = 9, 10, 10 }
        @{ Id = 'S48, undelegation'; Wrong = @(); End = 0, 8, 7 }
        @{ Id = 'S49'; Wrong = @('ERROR_REC REC_DESTROY.rec-running'); End = 17, 27, 26; RightEnd = 0, 9, 9 }
        @{ Id = 'S55'; Wrong = @(); End = 0, 26, 26; RightEnd = 0, 26, 26 }
    )
    $scripts = Get-ChildItem (Join-Path $PSScriptRoot '../../examples/teardown-bugs') -Filter S*.ps1 | ForEach-Object { @{ File = $_.FullName; Name = $_.BaseName } }
}

BeforeAll {
    Set-StrictMode -Version Latest
    $root = Join-Path $PSScriptRoot '../..'
    $folder = Join-Path $root 'examples/teardown-bugs'

    # All in one session of their own, which is empty before and after.
    $file = Join-Path $TestDrive 'rows.xml'
    $log = pwsh -NoProfile -NonInteractive -Command @"
        Set-StrictMode -Version Latest
        `$ErrorActionPreference = 'Stop'
        `$rows = Get-ChildItem '$folder' -Filter S*.ps1 | ForEach-Object { & `$_.FullName }
        `$rows | Select-Object -ExcludeProperty Result | Export-Clixml '$file'
        "hosts left: `$(@(Get-RealmHost).Count)"
"@ 2>&1
    $rows = Import-Clixml $file
    $byScenario = $rows | Group-Object { "$($_.Scenario)/$($_.Order)" } -AsHashTable -AsString
}

Describe 'Tear-down bugs' {
    It 'run without an error or a host left over' {
        "$log" | Should -Be 'hosts left: 0'
    }

    It '<Id> is refused what the wrong order asks for, and what it asks for only' -ForEach $cases {
        $rows = $byScenario["$Id/Wrong"]
        @($rows | Where-Object Reason | ForEach-Object { "$($_.Status) $($_.Reason)" }) | Should -Be $Wrong
        $rows[-1].Leaked, $rows[-1].Out, $rows[-1].RealmWorld | Should -Be $End
    }

    It '<Id> goes through in the right order' -ForEach $cases {
        $rows = $byScenario["$Id/Right"]
        $expected = $_.ContainsKey('Right') ? $_.Right : @()
        @($rows | Where-Object Reason | ForEach-Object { "$($_.Status) $($_.Reason)" }) | Should -Be $expected
        $end = $_.ContainsKey('RightEnd') ? $_.RightEnd : (0, 0, 0)
        $rows[-1].Leaked, $rows[-1].Out, $rows[-1].RealmWorld | Should -Be $end
    }

    It 'shows what KVM v13 does a second time, for nothing (S2)' {
        $again = $byScenario['S2/Wrong'] | Where-Object Step -like '*, again'
        $again.Step | Should -Be 'UnmapProtected, again', 'UnmapUnprotected, again', 'DestroyRtts, again'
        $again.Returned | Should -Be 0, 0, 0
        $again.Calls | ForEach-Object { $_ | Should -BeGreaterThan 0 }
        $byScenario['S2/Right'].Step | Should -Not -Contain 'DestroyRtts, again'
    }

    It 'takes two granules from somebody else, and loses two of its own (S5)' {
        $tail = $byScenario['S5/Wrong'].Step | Select-Object -Last 3
        $tail[0] | Should -Be 'the range: Delegated Delegated NonSecure NonSecure'
        $tail[1] | Should -Be "somebody else's: NonSecure NonSecure"
        $tail = $byScenario['S5/Right'].Step | Select-Object -Last 3
        $tail[0] | Should -Be 'the range: NonSecure NonSecure NonSecure NonSecure'
        $tail[1] | Should -Be "somebody else's: Delegated Delegated"
    }

    It 'gets away with a second undelegation where the RMM skips (S6)' {
        $rows = $byScenario['S6, RMM that skips/Right']
        $rows[0].Status | Should -Be 'SUCCESS'
        $rows[-1].RealmWorld | Should -Be 0
    }

    It 'may delegate a page twice where the RMM skips, data it may not (S13)' {
        $rows = $byScenario['S13, RMM that skips/Wrong']
        @($rows | Where-Object Step -like 'GRANULE_RANGE_DELEGATE*').Status | Should -Be 'ERROR_INPUT', 'SUCCESS'
    }

    It 'holds the lock for as long as there are tables, or for one (S18)' {
        $byScenario['S18/Wrong'][0].Hold | Should -BeGreaterThan 256
        $byScenario['S18/Right'][0].Hold | Should -Be 2
    }

    It 'keeps a table for each window (S23)' {
        ($byScenario['S23/Wrong'] | Where-Object Step -like 'shared*').RealmWorld | Should -Be 10, 11, 12, 13, 14
        ($byScenario['S23/Right'] | Where-Object Step -like 'shared*').RealmWorld | Should -Be 9, 9, 9, 9, 9
    }

    It 'comes to its end from wherever activation failed (S30)' -ForEach 'REC_CREATE', 'RTT_CREATE', 'RTT_INIT_RIPAS', 'RTT_DATA_MAP' {
        $rows = $byScenario["S30, $_ fails/Right"]
        ($rows[0..($rows.Count - 2)].Status | Select-Object -Unique) | Should -Be 'SUCCESS'
        $rows[-1].Leaked, $rows[-1].Out, $rows[-1].RealmWorld | Should -Be 0, 0, 0
    }

    It 'finds neither content nor RAM (S55)' {
        $byScenario['S55/Wrong'].Step | Should -Contain 'unmapped and mapped again: Destroyed'
        $byScenario['S55/Right'].Step | Should -Contain 'after: Ram'
    }
}

Describe 'Example <Name>' -ForEach $scripts {
    It 'says what it shows, and is listed' {
        $number = [int]($Name -replace '^S(\d+)-.*', '$1')
        (Get-Help $File).Synopsis | Should -BeLike "S${number}: *"
        Get-Content (Join-Path $PSScriptRoot '../../examples/teardown-bugs/README.md') -Raw | Should -BeLike "*($Name.ps1)*"
        $rows.Scenario | Where-Object { $_ -match "^S$number\b" } | Should -Not -BeNullOrEmpty
    }
}
