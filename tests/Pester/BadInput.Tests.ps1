#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Each kind of bad input: one non-terminating error that names value and rule, and nothing has changed.

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))

    function Get-Picture {
        (Get-Granule -Detailed).ForEach{ "$_" }
        Get-Realm | ForEach-Object { "$_ $($_.Vcpus) $($_.Memory) $($_.GranulesHeld)" }
    }

    $image = Join-Path $TestDrive 'Image'
    [IO.File]::WriteAllBytes($image, [byte[]]::new(20000))
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Bad input' {
    BeforeEach {
        $null = Connect-RealmHost sim -Dram 64MB
        $null = New-Realm vm1 -IpaBits 40 | Add-RealmMemory -Ipa 0x40000000 -Size 2MB -PassThru | Add-RealmVcpu
        $null = New-Realm active | Add-RealmVcpu -PassThru | Start-Realm
        $before = Get-Picture
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It '<Name>' -ForEach @(
        @{ Name = 'an unaligned IPA'; Id = 'RangeUnaligned'; Category = 'InvalidArgument'; Value = '0x41000800'
            Script = { Add-RealmMemory vm1 0x41000800 4KB } }
        @{ Name = 'a size that is no multiple of a granule'; Id = 'RangeUnaligned'; Category = 'InvalidArgument'; Value = '0x1388'
            Script = { Add-RealmMemory vm1 0x41000000 5000 } }
        @{ Name = 'an empty range'; Id = 'RangeEmpty'; Category = 'InvalidArgument'; Value = '0x41000000'
            Script = { Add-RealmMemory vm1 0x41000000 0 } }
        @{ Name = 'a range that overlaps memory'; Id = 'RangeOverlaps'; Category = 'ResourceExists'; Value = '0x401ff000'
            Script = { Add-RealmMemory vm1 0x401ff000 8KB } }
        @{ Name = 'an IPA beyond the realm'; Id = 'RangeBeyondRealm'; Category = 'InvalidArgument'; Value = '0x10000000000'
            Script = { Add-RealmMemory vm1 0x10000000000 4KB } }
        @{ Name = 'private memory in the shared half'; Id = 'RangeBeyondRealm'; Category = 'InvalidArgument'; Value = '0x8000000000'
            Script = { Add-RealmMemory vm1 0x8000000000 4KB } }
        @{ Name = 'shared memory in the private half'; Id = 'RangeBeyondRealm'; Category = 'InvalidArgument'; Value = '0x41000000'
            Script = { Add-RealmMemory vm1 0x41000000 4KB -Shared } }
        @{ Name = 'a page size that is none'; Id = 'ParameterInvalid'; Category = 'InvalidArgument'; Value = '8 KiB'
            Script = { Add-RealmMemory vm1 0x41000000 8KB -PageSize 8KB } }
        @{ Name = 'an unknown realm'; Id = 'RealmNotFound'; Category = 'ObjectNotFound'; Value = "'nobody'"
            Script = { Add-RealmMemory nobody 0x41000000 4KB } }
        @{ Name = 'a file that vanished'; Id = 'FileUnreadable'; Category = 'ReadError'; Value = 'gone'
            Script = { Add-RealmMemory vm1 -Ipa 0x41000000 -Size 4KB -Path (Join-Path $TestDrive gone) } }
        @{ Name = 'a file that is larger than the range'; Id = 'FileLargerThanRange'; Category = 'InvalidArgument'; Value = '20000'
            Script = { Add-RealmMemory vm1 -Ipa 0x41000000 -Size 16KB -Path $image } }
        @{ Name = 'no DRAM left'; Id = 'OutOfMemory'; Category = 'LimitsExceeded'; Value = '128 MiB'
            Script = { Add-RealmMemory vm1 0x80000000 128MB } }
        @{ Name = 'a second activation'; Id = 'RealmAlreadyActive'; Category = 'InvalidOperation'; Value = "'active'"
            Script = { Start-Realm active } }
        @{ Name = 'measured memory after activation'; Id = 'MeasureAfterActivation'; Category = 'InvalidOperation'; Value = "'active'"
            Script = { Add-RealmMemory active 0x41000000 4KB -Measure } }
        @{ Name = 'content after activation'; Id = 'ContentAfterActivation'; Category = 'InvalidOperation'; Value = "'active'"
            Script = { Add-RealmMemory active -Ipa 0x41000000 -Path $image } }
        @{ Name = 'a vCPU after activation'; Id = 'MeasureAfterActivation'; Category = 'InvalidOperation'; Value = "'active'"
            Script = { Add-RealmVcpu active } }
        @{ Name = 'a realm that exists'; Id = 'RealmExists'; Category = 'ResourceExists'; Value = "'VM1'"
            Script = { New-Realm VM1 } }
        @{ Name = 'a realm name with a wildcard'; Id = 'NameInvalid'; Category = 'InvalidArgument'; Value = 'vm*'
            Script = { New-Realm 'vm*' } }
        @{ Name = 'more IPA bits than the RMM offers'; Id = 'ParameterInvalid'; Category = 'InvalidArgument'; Value = '60'
            Script = { New-Realm vm2 -IpaBits 60 } }
        @{ Name = 'a start level that does not fit'; Id = 'LevelInvalid'; Category = 'InvalidArgument'; Value = '3'
            Script = { New-Realm vm2 -StartLevel 3 } }
        @{ Name = 'a personalization value that is too long'; Id = 'ParameterInvalid'; Category = 'InvalidArgument'; Value = '65'
            Script = { New-Realm vm2 -PersonalizationValue ([byte[]]::new(65)) } }
        @{ Name = 'SVE where there is none'; Id = 'ParameterInvalid'; Category = 'InvalidArgument'; Value = 'SVE'
            Script = { New-Realm vm2 -SveVectorLength 2 } }
        @{ Name = 'too many vCPU registers'; Id = 'ParameterInvalid'; Category = 'InvalidArgument'; Value = '9'
            Script = { Add-RealmVcpu vm1 -Register (1..9) } }
        @{ Name = 'removing an unknown realm'; Id = 'RealmNotFound'; Category = 'ObjectNotFound'; Value = "'nobody'"
            Script = { Remove-Realm nobody -Force } }
        @{ Name = 'an unknown RMI command'; Id = 'ParameterInvalid'; Category = 'InvalidArgument'; Value = "'FLY'"
            Script = { Invoke-Rmi FLY } }
    ) {
        $result = & { $ErrorActionPreference = 'SilentlyContinue'; & $Script }
        $result | Should -BeNullOrEmpty
        $failure = $Error[0]
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,RealmTools.Module.Commands.*"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.ToString() | Should -BeLike "*$Value*"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure.TargetObject | Should -Not -BeNullOrEmpty
        $failure.TargetObject | Should -Not -BeOfType Management.Automation.Cmdlet
        Get-Picture | Should -Be $before
    }

    It 'of one object does not stop the next' {
        'vm1', 'nobody', 'active' | Add-RealmMemory -Ipa 0x50000000 -Size 4KB -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        (Get-Realm).PrivateSize.Bytes | Should -Be 2101248, 4096
    }

    It 'stops a script that wants it to' {
        { Start-Realm active -ErrorAction Stop } | Should -Throw -ErrorId 'RealmAlreadyActive,*'
    }

    It 'that is no number is refused by the parameter, with an example' {
        { Add-RealmMemory vm1 -Ipa here -Size 4KB } | Should -Throw '*0x80000000*'
        { Add-RealmMemory vm1 -Ipa 0x41000000 -Size '4 potatoes' } | Should -Throw '*64MB*'
        { Add-RealmMemory vm1 0x41000000 -4096 } | Should -Throw
    }
}
