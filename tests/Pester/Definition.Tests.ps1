#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Definitions of realms' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Set-Content (Join-Path $folder Image) 'kernel'
        $file = Join-Path $folder vm1.psd1
        @'
        # A small guest.
        @{
            Name    = 'vm1'
            IpaBits = 33
            Memory  = @(
                @{ Ipa = 0x80000000; Size = 4MB; Path = 'Image'; Measure = $true }
                @{ Ipa = '0x100000000'; Size = '64KB'; Shared = $true }
            )
            Vcpus   = @{ EntryPoint = '0x80000000'; Registers = '0x88000000' }
        }
'@ | Set-Content $file
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'make realms, from a data file and from JSON alike' {
        $realm = New-Realm -Definition vm1.psd1
        $realm.IpaBits | Should -Be 33
        $realm.Memory[0].IsMeasured | Should -BeTrue
        "$($realm.Memory[1].Size)" | Should -Be '64 KiB'
        $realm.Vcpus.Length | Should -Be 1
        $rim = (Get-RealmMeasurement vm1)[0].Hex
        $realm | Export-RealmDefinition -Path vm1.json
        Remove-Realm vm1 -Force
        (Get-RealmMeasurement (New-Realm -Definition vm1.json))[0].Hex | Should -Be $rim
    }

    It 'are exported as they were' {
        $null = New-Realm -Definition vm1.psd1
        (Export-RealmDefinition vm1 copy.psd1 -PassThru).Name | Should -Be 'copy.psd1'
        $copy = Import-PowerShellDataFile copy.psd1
        $copy.Name | Should -Be 'vm1'
        $copy.Memory[0].Path | Should -Be 'Image'
        $copy.Memory[0].Size | Should -Be '4MB'
        Set-Realm copy.psd1 -Prune -PassThru | Should -BeNullOrEmpty
    }

    It 'are not written over, and not by -WhatIf' {
        $null = New-Realm vm1
        Export-RealmDefinition vm1 copy.json -WhatIf
        Test-Path copy.json | Should -BeFalse
        Export-RealmDefinition vm1 vm1.psd1 -ErrorAction SilentlyContinue -ErrorVariable there
        $there[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Export-RealmDefinition vm1 vm1.psd1 -Force
        (Import-PowerShellDataFile vm1.psd1).ContainsKey('Memory') | Should -BeFalse
    }

    It 'are applied once: a second time changes nothing' {
        @(Set-Realm vm1.psd1 -PassThru).Kind | Should -Be 'Create'
        Set-Realm vm1.psd1 -PassThru | Should -BeNullOrEmpty
        $calls = (Get-RealmHost).CallCount
        Set-Realm vm1.psd1
        (Get-RealmHost).CallCount | Should -Be $calls
    }

    It 'say what they would change, and then change it' {
        $null = New-Realm -Definition vm1.psd1
        (Get-Content $file -Raw) -replace '(?m)^        }\s*$', "            Start = `$true`n        }" |
            Set-Content $file
        $script = "Import-Module '$((Get-Module RealmTools).Path -replace 'bin.RealmTools\.dll$', 'RealmTools.psd1')'; `$null = New-Realm -Definition '$file'; Stop-Realm vm1; Set-Realm '$file' -ErrorAction SilentlyContinue -ErrorVariable e; `$e[0].FullyQualifiedErrorId; Remove-Realm vm1 -Force; Set-Realm '$file' -WhatIf"
        $log = pwsh -NoProfile -NonInteractive -Command $script
        $log[0] | Should -BeLike 'ChangeImpossible,*'
        $log[1] | Should -BeLike 'What if: *Create the realm with 2 runs of memory and 1 vCPUs, and activate it*vm1*'
        Set-Realm vm1.psd1 -WhatIf
        (Get-Realm vm1).State | Should -Be 'New'
        @(Set-Realm vm1.psd1 -PassThru).Kind | Should -Be 'Start'
        (Get-Realm vm1).State | Should -Be 'Active'
    }

    It 'take away what they do not have only with -Prune' {
        $null = New-Realm -Definition vm1.psd1
        Add-RealmMemory vm1 -Ipa 0x90000000 -Size 2MB
        Set-Realm vm1.psd1 -PassThru | Should -BeNullOrEmpty
        @(Set-Realm vm1.psd1 -Prune -PassThru).Kind | Should -Be 'RemoveMemory'
        @((Get-Realm vm1).Memory).Count | Should -Be 2
    }

    It 'are refused where a realm cannot become so' {
        $null = New-Realm vm1 -IpaBits 40
        Set-Realm vm1.psd1 -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ChangeImpossible,*'
        $refused[0].Exception.Message | Should -BeLike '*IpaBits: it is 40, and 33 is wanted*'
        @((Get-Realm vm1).Memory).Count | Should -Be 0
    }

    It 'are refused with <Fault>' -ForEach @(
        @{ Text = '@{ Name = "vm1"; Memory = @{ Ipa = 4097; Size = 4096 } }'; Fault = '*Memory?0?.Ipa: IPA 0x1001 is not a multiple*' }
        @{ Text = '@{ Name = $(Get-Date) }'; Fault = '*holds values, and nothing that would have to be run*' }
        @{ Text = '@{ Name = "vm1" '; Fault = '*line 1: *' }
        @{ Text = '"vm1"'; Fault = '*must hold one table*' }
        @{ Text = ''; Fault = '*must hold one table*' }
        @{ Text = '@{ Name = "vm1" }; Remove-Item x'; Fault = '*must hold one table*' }
    ) {
        Set-Content $file $Text
        New-Realm -Definition vm1.psd1 -ErrorAction SilentlyContinue -ErrorVariable bad
        $bad[0].FullyQualifiedErrorId | Should -BeLike 'DefinitionInvalid,*'
        $bad[0].Exception.Message | Should -BeLike $Fault
        Get-Realm | Should -BeNullOrEmpty
    }

    It 'need a file that is there and named for what it is' {
        New-Realm -Definition none.psd1 -ErrorAction SilentlyContinue -ErrorVariable none
        $none[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        New-Realm -Definition Image -ErrorAction SilentlyContinue -ErrorVariable unnamed
        $unnamed[0].FullyQualifiedErrorId | Should -BeLike 'DefinitionInvalid,*'
    }
}
