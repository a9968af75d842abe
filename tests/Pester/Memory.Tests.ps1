#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    Import-Module (Join-Path $PSScriptRoot Connection.psm1)
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Memory' {
    BeforeEach {
        $null = Connect-SuiteHost -Dram 4GB
        $realm = New-Realm vm1 -IpaBits 40
    }

    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'is mapped with the largest entries that fit' {
        Add-RealmMemory vm1 0x40000000 1GB
        Add-RealmMemory vm1 0x80000000 2MB
        Add-RealmMemory vm1 0x80200000 8KB
        (Get-RttEntry vm1 0x40000000).Level | Should -Be 1
        (Get-RttEntry vm1 0x80000000).Level | Should -Be 2
        (Get-RttEntry vm1 0x80200000).Level | Should -Be 3
    }

    It 'is mapped with the entries that are asked for' {
        Add-RealmMemory vm1 0x40000000 2MB -PageSize 4KB
        $entry = Get-RttTree vm1 -SkipEmpty | Where-Object State -eq Assigned
        $entry.Level | Should -Be 3
        $entry.Count | Should -Be 512
    }

    It 'takes addresses and sizes in every form' -ForEach @(
        @{ Ipa = 0x80000000; Size = 64KB }
        @{ Ipa = '0x80000000'; Size = '64KB' }
        @{ Ipa = 2147483648; Size = 65536 }
        @{ Ipa = 2147483648u; Size = '0x10000' }
        @{ Ipa = '2GB'; Size = '64KiB' }
    ) {
        $added = (Add-RealmMemory vm1 -Ipa $Ipa -Size $Size -PassThru).Memory[0]
        "$($added.Ipa) $($added.Size)" | Should -Be '0x80000000 64 KiB'
    }

    It 'holds the content of a file, and nothing behind it' {
        $file = Join-Path $TestDrive 'content'
        [IO.File]::WriteAllBytes($file, [byte[]](1..5000).ForEach{ $_ % 256 })
        $added = (Add-RealmMemory vm1 -Ipa 0x40000000 -Path $file -PassThru).Memory[0]
        "$($added.Size)" | Should -Be '8 KiB'
        $added.Content | Should -Be $file
        $added.IsMeasured | Should -BeFalse
    }

    It 'takes a relative path, and Get-ChildItem' {
        Set-Content (Join-Path $TestDrive 'one') 'one'
        Push-Location $TestDrive
        try {
            (Add-RealmMemory vm1 -Ipa 0x40000000 -Path ./one -PassThru).Memory.Length | Should -Be 1
            (Get-ChildItem one | Add-RealmMemory -Realm vm1 -Ipa 0x40001000 -PassThru).Memory.Length | Should -Be 2
        }
        finally {
            Pop-Location
        }
    }

    It 'is shared in the upper half, at an address of the host where one is given' {
        Add-RealmMemory vm1 0x8000000000 4KB -Shared
        Add-RealmMemory vm1 0x8000200000 4KB -Shared -Address 0x90000000 -ReadOnly
        $runs = Get-RealmMemory vm1
        $runs.Kind | Should -Be 'Shared', 'Shared'
        "$($runs[1].Address)" | Should -Be '0x90000000'
    }

    It 'is seen in runs across tables and entry sizes' {
        Add-RealmMemory vm1 0x40000000 2052KB
        $runs = @(Get-RealmMemory vm1)
        ($runs | Measure-Object { $_.Size.Bytes } -Sum).Sum | Should -Be 2052KB
        $runs.Count | Should -BeLessOrEqual 2
        $all = @(Get-RealmMemory vm1 -All)
        $all[0].IsEmpty | Should -BeTrue
        "$($all[0].Ipa) $($all[-1].Top)" | Should -Be '0x0 0x10000000000'
        (1..($all.Count - 1)).ForEach{ $all[$_].Ipa -eq $all[$_ - 1].Top } | Should -Not -Contain $false
    }

    It 'comes back when it is removed, blocks being split' {
        Add-RealmMemory vm1 0x40000000 4MB
        $held = (Get-Realm vm1).GranulesHeld
        $after = Remove-RealmMemory vm1 0x40100000 1MB -PassThru
        # One table was made to split the block.
        $after.GranulesHeld | Should -Be ($held - 256 + 1)
        "$(Get-RealmMemory vm1 | Where-Object Ripas -eq Destroyed)" | Should -Be '0x40100000-0x40200000 UNASSIGNED, DESTROYED'
        Remove-RealmMemory vm1 0x60000000 4KB -ErrorAction SilentlyContinue -ErrorVariable nothing
        $nothing[0].FullyQualifiedErrorId | Should -BeLike 'RangeNotMapped,*'
    }

    It 'is promised before it is there' {
        Set-RealmMemory vm1 0x40000000 4MB
        "$(Get-RealmMemory vm1)" | Should -Be '0x40000000-0x40400000 UNASSIGNED, RAM'
    }

    It 'without content may come after activation, too' {
        $null = Add-RealmVcpu vm1 -PassThru | Start-Realm
        Set-RealmMemory vm1 0x40000000 4MB -ErrorAction SilentlyContinue -ErrorVariable late
        $late | Should -HaveCount 1
        (Add-RealmMemory vm1 0x80000000 4KB -PassThru).PrivateSize.Bytes | Should -Be 4KB
    }
}
