#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# With -WhatIf no command changes anything.

BeforeDiscovery {
    $changes = @(
        @{ Command = 'New-Realm'; Arguments = @{ Name = 'vm2' } }
        @{ Command = 'New-Realm'; Arguments = @{ Definition = 'TestDrive:/vm2.psd1' } }
        @{ Command = 'Set-Realm'; Arguments = @{ Definition = 'TestDrive:/vm2.psd1' } }
        @{ Command = 'Export-RealmDefinition'; Arguments = @{ Realm = 'vm1'; Path = 'TestDrive:/never.psd1' } }
        @{ Command = 'Start-Realm'; Arguments = @{ Name = 'vm1' } }
        @{ Command = 'Stop-Realm'; Arguments = @{ Name = 'vm1' } }
        @{ Command = 'Remove-Realm'; Arguments = @{ Name = 'vm1' } }
        @{ Command = 'Remove-Realm'; Arguments = @{ Name = 'vm1'; Force = $true } }
        @{ Command = 'Add-RealmMemory'; Arguments = @{ Realm = 'vm1'; Ipa = 0x50000000; Size = 4KB } }
        @{ Command = 'Set-RealmMemory'; Arguments = @{ Realm = 'vm1'; Ipa = 0x50000000; Size = 4KB } }
        @{ Command = 'Remove-RealmMemory'; Arguments = @{ Realm = 'vm1'; Ipa = 0x40000000; Size = 4KB } }
        @{ Command = 'Add-RealmVcpu'; Arguments = @{ Realm = 'vm1' } }
        @{ Command = 'Remove-RealmVcpu'; Arguments = @{ Realm = 'vm1' } }
        @{ Command = 'Invoke-RealmVcpu'; Arguments = @{ Realm = 'vm1' } }
        @{ Command = 'New-Rtt'; Arguments = @{ Realm = 'vm1'; Ipa = 0x80000000; Level = 2 } }
        @{ Command = 'Split-Rtt'; Arguments = @{ Realm = 'vm1'; Ipa = 0x40000000; Level = 3 } }
        @{ Command = 'Merge-Rtt'; Arguments = @{ Realm = 'vm1'; Ipa = 0x40000000; Level = 2 } }
        @{ Command = 'Remove-Rtt'; Arguments = @{ Realm = 'vm1'; Ipa = 0x40000000; Level = 2 } }
        @{ Command = 'Add-GranuleDelegation'; Arguments = @{ Address = 0x90000000 } }
        @{ Command = 'Remove-GranuleDelegation'; Arguments = @{ Address = 0x90000000 } }
        @{ Command = 'Invoke-Rmi'; Arguments = @{ Command = 'VERSION'; Argument = 0x20000 } }
        @{ Command = 'Start-RmiTrace'; Arguments = @{ Path = 'TestDrive:/never.rmi' } }
        @{ Command = 'Stop-RmiTrace'; Arguments = @{} }
        @{ Command = 'Export-RmiTrace'; Arguments = @{ Path = 'TestDrive:/never.rmi'; InputObject = @() } }
        @{ Command = 'Add-RmiFault'; Arguments = @{ Command = 'REALM_DESTROY' } }
        @{ Command = 'Remove-RmiFault'; Arguments = @{ Operation = $true } }
        @{ Command = 'Export-RttTree'; Arguments = @{ Realm = 'vm1'; Path = 'TestDrive:/never.svg' } }
        @{ Command = 'Export-RealmTimeline'; Arguments = @{ TracePath = 'TestDrive:/any.rmi'; Path = 'TestDrive:/never.html' } }
        @{ Command = 'Export-RealmDefinition'; Arguments = @{ Realm = 'vm1'; Path = 'TestDrive:/never.json' } }
        @{ Command = 'Set-Realm'; Arguments = @{ Definition = 'TestDrive:/vm2.psd1' } }
        @{ Command = 'Checkpoint-RealmHost'; Arguments = @{ Name = 'never' } }
        @{ Command = 'Restore-RealmHost'; Arguments = @{ Checkpoint = 'kept' } }
        @{ Command = 'Disconnect-RealmHost'; Arguments = @{ Name = 'sim' } }
    )
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))

    Set-Content TestDrive:/vm2.psd1 '@{ Name = "vm2"; Vcpus = 1 }'

    function Get-Picture {
        (Get-Granule -Detailed).ForEach{ "$_" }
        Get-Realm | ForEach-Object { "$_ $($_.Vcpus) $($_.Memory) $($_.GranulesHeld)" }
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe '-WhatIf' {
    BeforeEach {
        Set-Content 'TestDrive:/vm2.psd1' "@{ Name = 'vm2'; IpaBits = 40 }"
        $null = Connect-RealmHost sim
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 2MB -PassThru | Add-RealmVcpu
        $null = Checkpoint-RealmHost kept
        $before = Get-Picture
        $calls = (Get-RealmHost).CallCount
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'of <Command> changes nothing and calls nothing that could' -ForEach $changes {
        & $Command @Arguments -WhatIf *> (Join-Path $TestDrive whatif.txt)
        # Split-Rtt looks at the entry first.
        (Get-RealmHost).CallCount - $calls | Should -BeLessOrEqual 1
        Get-Picture | Should -Be $before
        Test-Path 'TestDrive:/never.*' | Should -BeFalse
    }

    It 'of a plan changes nothing' {
        Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep -WhatIf | Should -BeNullOrEmpty
        Get-Picture | Should -Be $before
    }

    It 'is tried here on every command that has it' {
        $tried = [regex]::Matches((Get-Content $PSCommandPath -Raw), "Command = '([^']+)'").ForEach{ $_.Groups[1].Value } + 'Invoke-RealmTeardownStep'
        Get-Command -Module RealmTools | Where-Object { $_.Parameters.ContainsKey('WhatIf') } |
            ForEach-Object Name | Where-Object { $_ -notin $tried } | Should -BeNullOrEmpty
    }
}
