#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'The realm drive' {
    BeforeEach {
        Push-Location
    }

    AfterEach {
        Pop-Location
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'is there, empty, and connects nothing' {
        Get-ChildItem realm:/ | Should -BeNullOrEmpty
        Test-Path realm:/ | Should -BeTrue
        Test-Path realm:/sim | Should -BeFalse
        Get-RealmHost | Should -BeNullOrEmpty
    }

    It 'goes with the module' {
        $script = "Import-Module '$((Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1')'; (Get-PSDrive realm).Name; Remove-Module RealmTools; Test-Path realm:/"
        pwsh -NoProfile -NonInteractive -Command $script | Should -Be 'realm', 'False'
    }

    Context 'over a host with a realm' {
        BeforeEach {
            $null = Connect-RealmHost sim
            $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru | Add-RealmVcpu -Count 2 -PassThru
        }

        It 'lists <Path>' -ForEach @(
            @{ Path = 'realm:/'; Names = 'sim' }
            @{ Path = 'realm:/sim'; Names = 'vm1' }
            @{ Path = 'realm:\sim\vm1\'; Names = 'vcpus', 'memory', 'rtt' }
            @{ Path = 'realm:/SIM/VM1/VCPUS'; Names = '0', '1' }
            @{ Path = 'realm:/sim/vm1/memory'; Names = '0x80000000' }
            @{ Path = 'realm:/sim/vm1/rtt'; Names = '0-1', '2', '3-511', '512-1023' }
            @{ Path = 'realm:/sim/vm1/rtt/2'; Names = '0-1', '2-511' }
        ) {
            Get-ChildItem $Path -Name | Should -Be $Names
            @(Get-ChildItem $Path).PSChildName | Should -Be $Names
        }

        It 'hands out the objects of the commands' {
            Get-Item realm:/sim | Should -BeOfType RealmTools.Host.RealmHost
            (Get-Item realm:/sim/vm1).Rd | Should -Be (Get-Realm vm1).Rd
            (Get-Item realm:/sim/vm1/vcpus/1).PSObject.BaseObject | Should -Be (Get-RealmVcpu vm1 1)
            (Get-Item realm:/sim/vm1/memory/0x80000000).Size | Should -Be (Get-Realm vm1).Memory[0].Size
            (Get-Item realm:/sim/vm1/rtt/2/0).PSObject.BaseObject | Should -Be (Get-RttEntry vm1 0x80000000 2)
        }

        It 'takes an IPA in any notation, and single entries of a run' {
            "$((Get-Item realm:/sim/vm1/memory/2GB).Ipa)" | Should -Be '0x80000000'
            "$((Get-Item realm:/sim/vm1/rtt/2/1).Ipa)" | Should -Be '0x80200000'
            (Get-Item realm:/sim/vm1/rtt/2/2-511).Count | Should -Be 510
            (Get-Item realm:/sim/vm1/rtt/1023).IsProtected | Should -BeFalse
        }

        It 'is walked with Set-Location' {
            Set-Location realm:/sim/vm1/rtt/2
            "$PWD" | Should -Be 'realm:/sim/vm1/rtt/2'.Replace('/', [IO.Path]::DirectorySeparatorChar)
            (Get-Item 0).State | Should -Be 'Assigned'
            Set-Location ../../vcpus
            @(Get-ChildItem).Count | Should -Be 2
        }

        It 'finds by wildcard' {
            (Get-Item realm:/s*/vm?/vcpus/*).Index | Should -Be 0, 1
            Get-Item realm:/sim/vm[2-9] | Should -BeNullOrEmpty
        }

        It 'lists everything with -Recurse, and to a depth' {
            $all = Get-ChildItem realm:/ -Recurse
            @($all | Where-Object { $_.PSObject.BaseObject -is [RealmTools.Host.RttEntry] }).Count | Should -Be 6
            @(Get-ChildItem realm:/ -Recurse -Depth 1).Count | Should -Be 2
        }

        It 'says that <Path> does not exist' -ForEach @(
            @{ Path = 'realm:/other' }
            @{ Path = 'realm:/sim/vm9' }
            @{ Path = 'realm:/sim/vm1/disks' }
            @{ Path = 'realm:/sim/vm1/vcpus/7' }
            @{ Path = 'realm:/sim/vm1/vcpus/0/x' }
            @{ Path = 'realm:/sim/vm1/memory/0x1000' }
            @{ Path = 'realm:/sim/vm1/memory/banana' }
            @{ Path = 'realm:/sim/vm1/rtt/1024' }
            @{ Path = 'realm:/sim/vm1/rtt/-1' }
            @{ Path = 'realm:/sim/vm1/rtt/0/0' }
            @{ Path = 'realm:/sim/vm1/rtt/2/5-4' }
            @{ Path = 'realm:/sim/vm1/rtt/2/99999999999999999999' }
        ) {
            Test-Path $Path | Should -BeFalse
            { Get-Item $Path -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' -ExpectedMessage "*'$Path'*does not exist*"
            { Get-ChildItem $Path -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
        }

        It 'feeds the commands' {
            Get-ChildItem realm:/sim | Start-Realm
            Get-Item realm:/sim/vm1 | Add-RealmMemory -Ipa 0x90000000 -Size 2MB
            (Get-Realm vm1).State | Should -Be 'Active'
            @((Get-Realm vm1).Memory).Count | Should -Be 2
        }

        It 'completes paths: <Line>' -ForEach @(
            @{ Line = 'Get-Item realm:/sim/v'; Expected = 'realm:/sim/vm1' }
            @{ Line = 'Get-ChildItem realm:/sim/vm1/m'; Expected = 'realm:/sim/vm1/memory' }
            @{ Line = 'Get-Item realm:/sim/vm1/rtt/2/2'; Expected = 'realm:/sim/vm1/rtt/2/2-511' }
        ) {
            (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText |
                Should -Be $Expected.Replace('/', [IO.Path]::DirectorySeparatorChar)
        }

        It 'removes a vCPU, memory and a table, as the commands do' {
            Remove-Item realm:/sim/vm1/vcpus/1 -WhatIf
            (Get-Realm vm1).Vcpus.Length | Should -Be 2
            Remove-Item realm:/sim/vm1/vcpus/1
            (Get-Realm vm1).Vcpus.Length | Should -Be 1
            Remove-Item realm:/sim/vm1/memory/0x80000000
            (Get-Realm vm1).Memory.Length | Should -Be 0
            Remove-Item realm:/sim/vm1/rtt/2
            (Get-Item realm:/sim/vm1/rtt/2).IsTable | Should -BeFalse
        }

        It 'removes the tables below a table with -Recurse, the deepest first' {
            $null = New-Rtt vm1 0x40000000 2
            $null = New-Rtt vm1 0x40200000 3
            { Remove-Item realm:/sim/vm1/rtt/1 -Confirm:$false -ErrorAction Stop } | Should -Throw
            Remove-Item realm:/sim/vm1/rtt/1 -Recurse
            (Get-Item realm:/sim/vm1/rtt/1).IsTable | Should -BeFalse
        }

        It 'says why the RMM refuses to destroy a table' {
            { Remove-Item realm:/sim/vm1/rtt/2 -Recurse -ErrorAction Stop } |
                Should -Throw -ErrorId 'RmiFailed,*' -ExpectedMessage '*RTT_DESTROY*ERROR_RTT(2)*live entries*'
        }

        It 'asks before a realm goes, unless told to recurse; then every granule comes back' {
            $script = "Import-Module '$((Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1')'; `$null = New-Realm vm1; try { Remove-Item realm:/sim/vm1 } catch { 'asked' }; (Get-Realm).Name"
            pwsh -NoProfile -NonInteractive -Command $script | Should -Be 'asked', 'vm1'
            Remove-Item realm:/sim/vm1 -Recurse
            Get-Realm | Should -BeNullOrEmpty
            Get-Granule | Where-Object Use -notin Free, HostOwned | Should -BeNullOrEmpty
        }

        It 'keeps <Path>' -ForEach @(
            @{ Path = 'realm:/sim' }
            @{ Path = 'realm:/sim/vm1/memory' }
            @{ Path = 'realm:/sim/vm1/rtt' }
            @{ Path = 'realm:/sim/vm1/rtt/2/0' }
        ) {
            Remove-Item $Path -Recurse -ErrorAction SilentlyContinue -ErrorVariable kept
            $kept[0].FullyQualifiedErrorId | Should -BeLike 'NotRemovable,*'
            $kept[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            Test-Path $Path | Should -BeTrue
        }

        It 'writes separators in names as in a URI' {
            $null = New-Realm 'a/b:c'
            Get-ChildItem realm:/sim -Name | Should -Be 'vm1', 'a%2fb%3ac'
            (Get-Item 'realm:/sim/a%2fb%3ac').Name | Should -Be 'a/b:c'
        }
    }
}
