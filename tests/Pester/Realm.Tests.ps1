#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Realms' {
    BeforeEach {
        $null = Connect-SuiteHost
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'are created with the geometry KVM would choose' -ForEach @(
        @{ Bits = 32; StartLevel = 2; Roots = 4 }
        @{ Bits = 33; StartLevel = 2; Roots = 8 }
        @{ Bits = 40; StartLevel = 1; Roots = 2 }
        @{ Bits = 43; StartLevel = 1; Roots = 16 }
        @{ Bits = 44; StartLevel = 0; Roots = 1 }
        @{ Bits = 48; StartLevel = 0; Roots = 1 }
    ) {
        $realm = New-Realm vm1 -IpaBits $Bits
        $realm.State | Should -Be 'New'
        $realm.Geometry.StartLevel | Should -Be $StartLevel
        $realm.Geometry.RootCount | Should -Be $Roots
        $realm.GranulesHeld | Should -Be ($Roots + 1)
    }

    It 'are created several at a time and found by name and pattern' {
        $null = 'web1', 'web2', 'db' | New-Realm
        (Get-Realm).Name | Should -Be 'web1', 'web2', 'db'
        (Get-Realm WEB1).Name | Should -Be 'web1'
        (Get-Realm w*).Name | Should -Be 'web1', 'web2'
        Get-Realm nothing* | Should -BeNullOrEmpty
    }

    It 'come from properties of objects' {
        $rows = "Name,IpaBits`nvm1,33`nvm2,48" | ConvertFrom-Csv
        ($rows | New-Realm).IpaBits | Should -Be 33, 48
        ($rows | Get-Realm).Name | Should -Be 'vm1', 'vm2'
    }

    It 'go through their states' {
        $null = New-Realm vm1
        (Start-Realm vm1 -PassThru).State | Should -Be 'Active'
        (Stop-Realm vm1 -PassThru).State | Should -Be 'Terminated'
        Remove-Realm vm1 -Force
        Get-Realm | Should -BeNullOrEmpty
    }

    It 'change without a word unless asked' {
        $null = New-Realm vm1
        Start-Realm vm1 | Should -BeNullOrEmpty
        Stop-Realm vm1 | Should -BeNullOrEmpty
        Remove-Realm vm1 -Force | Should -BeNullOrEmpty
    }

    It 'live a whole life in a pipeline' {
        $image = Join-Path $TestDrive 'Image'
        [IO.File]::WriteAllBytes($image, [byte[]](1..100000).ForEach{ $_ % 251 })
        New-Realm vm1 -IpaBits 40 |
            Add-RealmMemory -Ipa 0x80000000 -Size 64MB -Path $image -Measure -PassThru |
            Add-RealmVcpu -Count 2 -PassThru | Start-Realm
        $realm = Get-Realm vm1
        $realm.State | Should -Be 'Active'
        $realm.Vcpus.Length | Should -Be 2
        "$($realm.PrivateSize)" | Should -Be '64 MiB'
        $realm.Memory[0].IsMeasured | Should -BeTrue
        $report = $realm | Remove-Realm -Force -PassThru
        $report.IsComplete | Should -BeTrue
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'measure the same content to the same value, other content to another' {
        $image = Join-Path $TestDrive 'Measured'
        $rims = foreach ($text in 'one', 'one', 'two') {
            Set-Content $image $text
            $realm = New-Realm "vm$([guid]::NewGuid().ToString('n'))" | Add-RealmMemory -Ipa 0x40000000 -Path $image -Measure -PassThru
            (Get-RealmMeasurement $realm)[0].Hex
        }
        $rims[0] | Should -Be $rims[1]
        $rims[2] | Should -Not -Be $rims[0]
    }

    It 'take what a realm object names, its host included' {
        $null = Connect-RealmHost other
        $realm = New-Realm vm1 -RealmHost sim
        (Start-Realm $realm -PassThru).HostName | Should -Be 'sim'
        ($realm | Get-Realm).HostName | Should -Be 'sim'
        $realm | Remove-Realm -Force
        Get-Realm -RealmHost sim | Should -BeNullOrEmpty
    }

    It 'take objects that crossed a process boundary' {
        $realm = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((New-Realm vm1)))
        $realm.PSTypeNames[0] | Should -Be 'Deserialized.RealmTools.Host.Realm'
        ($realm | Start-Realm -PassThru).State | Should -Be 'Active'
    }

    It 'are not taken for later ones of the same name' {
        $old = New-Realm vm1
        Remove-Realm vm1 -Force
        $null = New-Realm vm1
        $old | Start-Realm -ErrorAction SilentlyContinue -ErrorVariable gone
        $gone[0].FullyQualifiedErrorId | Should -BeLike 'RealmNotFound,*'
        (Get-Realm vm1).State | Should -Be 'New'
    }
}

Describe 'Remove-Realm' {
    BeforeEach {
        $null = Connect-SuiteHost
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 2MB -PassThru | Add-RealmVcpu
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'lists its steps with -WhatIf, in the order asked for, and does none' -Tag Simulator {
        $before = (Get-Granule -Detailed).ForEach{ "$_" }
        $log = Join-Path $TestDrive 'whatif.txt'
        $script = "Import-Module '$((Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1')'; `$null = New-Realm vm1; Remove-Realm vm1 -WhatIf"
        pwsh -NoProfile -NonInteractive -Command $script > $log
        $steps = @(Get-Content $log | Where-Object { $_ -like 'What if:*' })
        $steps.Count | Should -Be 9
        $steps[0] | Should -BeLike '*RemoveVcpus*'
        $steps[3] | Should -BeLike '*Terminate*'
        $steps[8] | Should -BeLike '*FreeRootRtts*'
        Remove-Realm vm1 -WhatIf
        (Get-Granule -Detailed).ForEach{ "$_" } | Should -Be $before
    }

    It 'asks where nobody forces it' -Tag Simulator {
        $script = "Import-Module '$((Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1')'; `$null = New-Realm vm1; try { Remove-Realm vm1 } catch { 'asked' }; (Get-Realm).Name"
        pwsh -NoProfile -NonInteractive -Command $script | Should -Be 'asked', 'vm1'
    }

    It 'brings every granule back' {
        Remove-Realm vm1 -Confirm:$false
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
    }

    It 'reports steps and calls' {
        $report = Remove-Realm vm1 -Force -PassThru
        $report.Steps.Length | Should -Be 9
        $report.GranulesOut | Should -Be 0
        ($report.Calls | Where-Object Command -eq RealmDestroy).Count | Should -Be 1
    }

    It 'stops at the step that fails, says what is out, and can be resumed' {
        # Pages of the host's own that are in the realm world: the RMM cannot write the list of what it returns.
        $own = Get-Granule -State HostOwned -Owner ''
        $null = Invoke-Rmi GRANULE_RANGE_DELEGATE $own.Address $own.Top
        $null = Invoke-Rmi GRANULE_RANGE_DELEGATE ($own.Address + 0x1000) $own.Top
        Remove-Realm vm1 -Force -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TeardownIncomplete,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Resume*'
        (Get-Realm vm1).GranulesLeaked | Should -BeGreaterThan 0
        (Get-Granule -Leaked).Role | Should -Contain 'REC of vCPU 0'

        $null = Invoke-Rmi GRANULE_RANGE_UNDELEGATE $own.Address $own.Top
        $null = Invoke-Rmi GRANULE_RANGE_UNDELEGATE ($own.Address + 0x1000) $own.Top
        Remove-Realm vm1 -Resume -Force
        Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
        Get-Realm | Should -BeNullOrEmpty
    }
}
