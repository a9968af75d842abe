#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    function Get-Text([object[]] $InputObject, [int] $Width) {
        $InputObject | Out-String -Width $Width -Stream | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Remove-Module RealmTools
}

Describe 'Views' {
    BeforeAll {
        $null = Connect-RealmHost sim
        $null = New-Realm vm1 -IpaBits 40 |
            Add-RealmMemory -Ipa 0x40000000 -Size 4MB -PassThru |
            Add-RealmMemory -Ipa 0x40600000 -Size 8KB -PassThru |
            Add-RealmMemory -Ipa 0x8000000000 -Size 64KB -Shared -PassThru |
            Add-RealmVcpu -Count 2 -PassThru | Start-Realm
    }

    AfterAll {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'draw a tree: indented, in runs, a block for each half' {
        $text = Get-Text (Get-RttTree vm1) 100
        $text[0] | Should -Be '   Tree: vm1, protected half 0x0-0x8000000000'
        $text[1] | Should -Match '^Level +IPA +State +RIPAS +PA +Size$'
        $text -match '^1 +0x0-0x40000000 +UNASSIGNED +EMPTY +- +1 GiB$' | Should -HaveCount 1
        $text -match '^1 +0x40000000-0x80000000 +TABLE +- +0x8[0-9a-f]+ +1 GiB$' | Should -HaveCount 1
        $text -match '^  2 +0x40000000-0x40400000 +ASSIGNED +RAM +0x8[0-9a-f]+ +4 MiB \(2 × 2 MiB\)$' | Should -HaveCount 1
        $text -match '^    3 +0x40600000-0x40602000 +ASSIGNED +RAM +0x8[0-9a-f]+ +8 KiB \(2 × 4 KiB\)$' | Should -HaveCount 1
        $text -match '^   Tree: vm1, unprotected half 0x8000000000-0x10000000000$' | Should -HaveCount 1
        $text -match '^    3 +0x8000000000-0x8000010000 +ASSIGNED +- ' | Should -HaveCount 1
    }

    It 'have room for sizes' {
        $null = Connect-RealmHost large -Dram 256GB -NotDefault
        $null = New-Realm big -RealmHost large -IpaBits 48 | Add-RealmMemory -RealmHost large -Ipa 0x800000000000 -Size 103679MB -Shared
        Get-Text (Get-Realm -RealmHost large) 80 | Where-Object { $_ -like 'big*101.2 GiB*' } | Should -HaveCount 1
        Disconnect-RealmHost large -Force
    }

    It 'show the descriptor of an entry in a list' {
        $text = Get-Text (Get-RttEntry vm1 0x40000000 | Format-List) 100
        $text -match '^Descriptor +: 0x[0-9a-f]{16}$' | Should -HaveCount 1
        $text -match '^Level +: 2$' | Should -HaveCount 1
    }

    It 'fit <Width> columns: <Name>' -ForEach @(foreach ($width in 80, 100) {
            @{ Width = $width; Name = 'host'; Script = { Get-RealmHost } }
            @{ Width = $width; Name = 'realm'; Script = { Get-Realm } }
            @{ Width = $width; Name = 'memory'; Script = { (Get-Realm).Memory } }
            @{ Width = $width; Name = 'runs of memory'; Script = { Get-RealmMemory vm1 -All } }
            @{ Width = $width; Name = 'vCPUs'; Script = { Get-RealmVcpu vm1 } }
            @{ Width = $width; Name = 'tree'; Script = { Get-RttTree vm1 } }
            @{ Width = $width; Name = 'granules'; Script = { Get-Granule } }
            @{ Width = $width; Name = 'plan'; Script = { Get-RealmTeardownPlan vm1 } }
            @{ Width = $width; Name = 'measurements'; Script = { Get-RealmMeasurement vm1 } }
            @{ Width = $width; Name = 'exits'; Script = { Invoke-RealmVcpu vm1 -AutoHandle -Action (New-RealmAction Version 0x10000), (New-RealmAction -Wait Wfi) } }
        }) {
        $objects = @(& $Script)
        $text = @(Get-Text $objects $Width)
        # A table, not a list, and an address never cut short.
        $text.Count | Should -BeGreaterThan $objects.Count
        $text -match '^ *-+ ' | Should -Not -BeNullOrEmpty
        $text -match '0x[0-9a-f]*…' | Should -BeNullOrEmpty
        ($text | ForEach-Object Length | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual $Width
    }

    It 'exist for everything that commands return' {
        $formats = Split-Path (Get-Module RealmTools).Path | Join-Path -ChildPath RealmTools.Format.ps1xml
        $shown = (Select-Xml -Path $formats -XPath '//TypeName').Node.InnerText
        $returned = Get-Command -Module RealmTools | ForEach-Object { $_.OutputType.Type } |
            Where-Object { $_ -and $_.Namespace -like 'RealmTools*' } | ForEach-Object FullName | Sort-Object -Unique
        $returned | Where-Object { $_ -notin $shown } | Should -BeNullOrEmpty
    }

    It 'are colourful only where colours are wanted' {
        $tree = Get-RttTree vm1
        $PSStyle.OutputRendering = 'Ansi'
        try {
            ($tree | Out-String) -match "`e\[" | Should -BeTrue
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
        }
        ($tree | Out-String) -match "`e\[" | Should -BeFalse
    }

    It 'show what is left of a host that was disconnected' {
        $gone = Connect-RealmHost gone -NotDefault
        Disconnect-RealmHost gone
        { $gone | Format-List | Out-String } | Should -Not -Throw
    }
}
