#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'vCPUs' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Realm vm1 -IpaBits 40 | Set-RealmMemory -Ipa 0x40000000 -Size 16MB
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'are added with consecutive indices, the first runnable' {
        $realm = Add-RealmVcpu vm1 -Count 3 -EntryPoint 0x40000000 -PassThru
        $realm.Vcpus.Index | Should -Be 0, 1, 2
        $realm.Vcpus.IsRunnable | Should -Be $true, $false, $false
        "$($realm.Vcpus[0].EntryPoint)" | Should -Be '0x40000000'
    }

    It 'are found and removed by index and from the pipeline' {
        Add-RealmVcpu vm1 -Count 3
        (Get-RealmVcpu vm1 1, 2).Index | Should -Be 1, 2
        Get-RealmVcpu vm1 1 | Remove-RealmVcpu
        (Get-RealmVcpu vm1).Index | Should -Be 0, 2
        Get-RealmVcpu vm1 1 -ErrorAction SilentlyContinue -ErrorVariable missing
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'VcpuNotFound,*'
        Remove-RealmVcpu vm1
        Get-RealmVcpu vm1 | Should -BeNullOrEmpty
        Get-Granule -State Rec, RecAux | Should -BeNullOrEmpty
    }

    It 'run only in an active realm' {
        Add-RealmVcpu vm1
        Invoke-RealmVcpu vm1 -ErrorAction SilentlyContinue -ErrorVariable early
        $early[0].FullyQualifiedErrorId | Should -BeLike 'RmiFailed,*'
        $early[0].Exception.Call.Result.ToString() | Should -Be 'ERROR_REALM'
        $early[0].Exception.Call.Diagnosis.Reason.Id | Should -BeLike 'REC_ENTER.*'
        $early[0].CategoryInfo.Category | Should -Be 'InvalidOperation'
    }
}

Describe 'Running' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Realm vm1 -IpaBits 40 |
            Set-RealmMemory -Ipa 0x40000000 -Size 16MB -PassThru |
            Add-RealmMemory -Ipa 0x40000000 -Size 4KB -PassThru |
            Add-RealmVcpu -Count 2 -PassThru | Start-Realm
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'ends with an FIQ when the realm has nothing to do' {
        (Invoke-RealmVcpu vm1).Reason | Should -Be 'Fiq'
    }

    It 'tells the exit of <Name>' -ForEach @(
        @{ Name = 'a read'; Action = { New-RealmAction -Read 0x40001000 }; Reason = 'Sync'; Text = '*data abort*0x40001000' }
        @{ Name = 'a write to a device'; Action = { New-RealmAction -Write 0x8000001000 -Value 0xab -Width 1 }; Reason = 'Sync'; Text = '*write of 1 bytes*0x8000001000' }
        @{ Name = 'a fetch'; Action = { New-RealmAction -Execute 0x40002000 }; Reason = 'Sync'; Text = '*instruction abort*0x40002000' }
        @{ Name = 'an interrupt'; Action = { New-RealmAction -Interrupt Irq }; Reason = 'Irq'; Text = 'IRQ' }
        @{ Name = 'a wait'; Action = { New-RealmAction -Wait Wfi }; Reason = 'Sync'; Text = '*WFI*' }
        @{ Name = 'a RIPAS change'; Action = { New-RealmAction IpaStateSet 0x50000000, 0x50002000, 1 }; Reason = 'RipasChange'; Text = '*0x50000000-0x50002000*' }
        @{ Name = 'a host call'; Action = { New-RealmAction HostCall 0x40000100 }; Reason = 'HostCall'; Text = 'HOST_CALL 0' }
        @{ Name = 'PSCI'; Action = { New-RealmAction -Psci CpuOff }; Reason = 'Psci'; Text = 'PSCI 0x84000002' }
        @{ Name = 'an SError'; Action = { New-RealmAction -SError 0xbe000411 }; Reason = 'SError'; Text = 'SERROR*' }
        @{ Name = 'an exception as given'; Action = { New-RealmAction -Esr 0x92000007 -Hpfar 0x400010 }; Reason = 'Sync'; Text = '*0x40001000' }
    ) {
        $exit = Invoke-RealmVcpu vm1 -Action (& $Action)
        $exit.Reason | Should -Be $Reason
        "$exit" | Should -BeLike $Text
        $exit.Answer | Should -BeNullOrEmpty
    }

    It 'shows the value that a device would be written' {
        $exit = Invoke-RealmVcpu vm1 -Action (New-RealmAction -Write 0x8000001000 -Value 0x12345678 -Width 4)
        $exit.Registers[0] | Should -Be 0x12345678
        $exit.Syndrome.AccessSize | Should -Be 4
    }

    It 'completes a device access with a value, which the realm then has' {
        $null = Invoke-RealmVcpu vm1 -Action (New-RealmAction -Read 0x8000001000)
        # The read left the value in X20, and the realm now stores X20.
        $exit = Invoke-RealmVcpu vm1 -Flags EmulatedMmio -Register 0xfeed -Action (New-RealmAction -Esr 0x93d48047 -Hpfar 0x80000010)
        "$exit" | Should -BeLike '*write of 8 bytes*'
        $exit.Registers[0] | Should -Be 0xfeed
    }

    It 'sees no fault where memory is mapped' {
        (Invoke-RealmVcpu vm1 -Action (New-RealmAction -Read 0x40000000)).Reason | Should -Be 'Fiq'
    }

    It 'returns what calls returned' {
        $exit = Invoke-RealmVcpu vm1 -Action (New-RealmAction Version 0x10000), (New-RealmAction IpaStateGet 0x40000000, 0x40001000)
        $exit.Results.FunctionId | Should -Be 3288334736, 3288334744
        $exit.Results[1].Registers[2] | Should -Be 1
    }

    It 'extends measurements that the host can see' {
        $null = Invoke-RealmVcpu vm1 -Action (New-RealmAction MeasurementExtend 2, 8, 0x1234)
        $measurements = Get-RealmMeasurement vm1
        $measurements[1].Hex | Should -Match '^0+$'
        $measurements[2].Hex | Should -Not -Match '^0+$'
    }

    It '-AutoHandle serves a realm until it stops' {
        $exits = @(Invoke-RealmVcpu vm1 -AutoHandle -Action @(
                New-RealmAction -Write 0x40002000 -Value 7
                New-RealmAction -Read 0x40002000
                New-RealmAction IpaStateSet 0x50000000, 0x50200000, 1
                New-RealmAction -Read 0x50001000
                New-RealmAction -Read 0x8000001000
                New-RealmAction -Psci CpuOn 1, 0x40000000
                New-RealmAction -Psci SystemOff
            ))
        $answers = @($exits.Answer | Where-Object { $_ })
        $answers | Should -Contain 'mapped 4 KiB at 0x40002000'
        $answers | Should -Contain 'changed 2 MiB at 0x50000000 to RAM'
        $answers | Should -Contain 'mapped 4 KiB at 0x50001000'
        $answers | Should -Contain 'read as zero'
        $answers | Should -Contain 'completed the request about vCPU 1'
        @($answers -like 'mapped*').Count | Should -Be 2
        "$($exits[-1])" | Should -Be 'PSCI 0x84000008'
        $exits[-1].Answer | Should -BeNullOrEmpty
        (Get-Realm vm1).State | Should -Be 'SystemOff'
        (Invoke-RealmVcpu vm1 1 -ErrorAction SilentlyContinue) | Should -BeNullOrEmpty
        Remove-Realm vm1 -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It '-AutoHandle stops where a host has no answer' {
        # Nothing was promised there: mapping memory would not help the realm.
        $null = Remove-RealmMemory vm1 0x40000000 4KB
        $exits = @(Invoke-RealmVcpu vm1 -AutoHandle -Action (New-RealmAction -Read 0x40000000), (New-RealmAction -Interrupt Irq))
        $exits | Should -HaveCount 1
        $exits[0].Answer | Should -BeNullOrEmpty
    }

    It 'refuses accesses that are none' {
        New-RealmAction -Read 0x1000 -Width 3 -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        { New-RealmAction Version (1..18) } | Should -Throw
    }
}
