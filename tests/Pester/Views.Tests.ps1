#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $columns = $env:COLUMNS

    function Get-Text([object[]] $InputObject, [int] $Width) {
        $env:COLUMNS = $Width
        $InputObject | Out-String -Width $Width -Stream | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ }
    }

    # The types that commands return, and those of our own that their properties lead to.
    function Get-ShownType {
        $seen = [Collections.Generic.HashSet[type]]::new()
        $next = [Collections.Generic.Queue[type]]::new()
        Get-Command -Module RealmTools | ForEach-Object { $_.OutputType.Type } | ForEach-Object { $next.Enqueue($_) }
        $next.Enqueue([RealmTools.Module.Drive.RealmFolder])
        while ($next.Count) {
            $type = $next.Dequeue()
            $type = [Nullable]::GetUnderlyingType($type) ?? $type
            if ($type.FullName -notlike 'RealmTools.*' -or $type.IsEnum -or -not $seen.Add($type)) {
                continue
            }
            $type
            foreach ($member in $type.GetProperties('Public, Instance')) {
                $next.Enqueue($member.PropertyType)
                $member.PropertyType.GenericTypeArguments | ForEach-Object { $next.Enqueue($_) }
            }
        }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    $env:COLUMNS = $columns
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
        $text[1] | Should -Match '^Level +IPA +State +RIPAS +PA +Size Entries$'
        $text -match '^1 +0x0-0x40000000 +UNASSIGNED +EMPTY +- +1 GiB +1$' | Should -HaveCount 1
        $text -match '^1 +0x40000000-0x80000000 +TABLE +- +0x8[0-9a-f]+ +1 GiB +1$' | Should -HaveCount 1
        $text -match '^  2 +0x40000000-0x40400000 +ASSIGNED +RAM +0x8[0-9a-f]+ +4 MiB +2$' | Should -HaveCount 1
        $text -match '^    3 +0x40600000-0x40602000 +ASSIGNED +RAM +0x8[0-9a-f]+ +8 KiB +2$' | Should -HaveCount 1
        $text -match '^   Tree: vm1, unprotected half 0x8000000000-0x10000000000$' | Should -HaveCount 1
        $text -match '^    3 +0x8000000000-0x8000010000 +ASSIGNED +- ' | Should -HaveCount 1
    }

    It 'have room for sizes' {
        $null = Connect-RealmHost large -Dram 256GB -NotDefault
        $null = New-Realm big -RealmHost large -IpaBits 48 | Add-RealmMemory -RealmHost large -Ipa 0x800000000000 -Size 103679MB -Shared
        Get-Text (Get-Realm -RealmHost large) 80 | Where-Object { $_ -like 'big*101.2 GiB*' } | Should -HaveCount 1
        Disconnect-RealmHost large -Force
    }

    It 'show the descriptor of an entry in a list, also bit by bit' {
        $text = Get-Text (Get-RttEntry vm1 0x40000000 | Format-List) 100
        $text -match '^Descriptor +: 0x[0-9a-f]{16}$' | Should -HaveCount 1
        $text -match '^Bits +: memory at 0x8[0-9a-f]+$' | Should -HaveCount 1
        $text -match '^Level +: 2$' | Should -HaveCount 1
        Get-Text (Get-RttEntry vm1 0x8000000000 | Format-List) 100 |
            Should -Contain "Bits        : memory at $((Get-RttEntry vm1 0x8000000000).Address), MemAttr 6 (normal write-back), read, write"
    }

    It 'fit <Width> columns: <Name>' -ForEach @(foreach ($width in 80, 100, 160) {
            @{ Width = $width; Name = 'host'; Script = { Get-RealmHost } }
            @{ Width = $width; Name = 'realm'; Script = { Get-Realm } }
            @{ Width = $width; Name = 'memory'; Script = { (Get-Realm).Memory } }
            @{ Width = $width; Name = 'runs of memory'; Script = { Get-RealmMemory vm1 -All } }
            @{ Width = $width; Name = 'vCPUs'; Script = { Get-RealmVcpu vm1 } }
            @{ Width = $width; Name = 'tree'; Script = { Get-RttTree vm1 } }
            @{ Width = $width; Name = 'granules'; Script = { Get-Granule } }
            @{ Width = $width; Name = 'plan'; Script = { Get-RealmTeardownPlan vm1 } }
            @{ Width = $width; Name = 'comparison'; Script = { Compare-RealmTeardown vm1 } }
            @{ Width = $width; Name = 'faults of orders'; Script = { (Find-RealmTeardownFault vm1).Faults } }
            @{ Width = $width; Name = 'measurements'; Script = { Get-RealmMeasurement vm1 } }
            @{ Width = $width; Name = 'exits'; Script = { Invoke-RealmVcpu vm1 -AutoHandle -Action (New-RealmAction Version 0x10000), (New-RealmAction -Wait Wfi) } }
        }) {
        $objects = @(& $Script)
        $text = @(Get-Text $objects $Width)
        # A table, not a list, and nothing cut short.
        $text.Count | Should -BeGreaterThan $objects.Count
        $text -match '^ *-+ ' | Should -Not -BeNullOrEmpty
        $text -match '…' | Should -BeNullOrEmpty
        ($text | ForEach-Object Length | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual $Width
    }

    It 'break lines between words: <Name>' -ForEach @(
        @{ Name = 'plan'; Script = { Get-RealmTeardownPlan vm1 }; Prose = { $_.Why; $_.Target } }
        @{ Name = 'list of steps'; Script = { Get-RealmTeardownPlan vm1 | Format-List }; Prose = { } }
        @{ Name = 'comparison'; Script = { Compare-RealmTeardown vm1 }; Prose = { if ($_.FirstFailure) { "$($_.FirstFailure.Failure)" } } }
        @{ Name = 'exploration'; Script = { Find-RealmTeardownFault vm1 }; Prose = { $_.Faults | ForEach-Object ToString } }
        @{ Name = 'finding'; Script = { $null = New-Realm spare; Add-RmiFault REALM_DESTROY ErrorRealm; Remove-Realm spare -Force -ErrorAction Ignore; Test-RealmTeardown }; Prose = { $_.Explanation } }
    ) {
        $objects = @(& $Script)
        $words = @($objects | ForEach-Object $Prose) + @((Get-RealmTeardownPlan vm1).Why.Where({ $Name -like 'list*' })) |
            ForEach-Object { $_ -split ' ' } | Where-Object { $_ } | Sort-Object -Unique
        $shown = Get-Text $objects 100 | ForEach-Object { $_ -split ' ' }
        $words | Where-Object { $_ -notin $shown } | Should -BeNullOrEmpty
        Get-RmiFault | Remove-RmiFault
        Get-Realm spare* | Remove-Realm -Resume -Force
    }

    It 'exist for everything that commands return, as a table and as a list' {
        $formats = Split-Path (Get-Module RealmTools).Path | Join-Path -ChildPath RealmTools.Format.ps1xml
        $views = @{}
        foreach ($shape in 'Table', 'List', 'Custom') {
            $views[$shape] = @((Select-Xml -Path $formats -XPath "//View[${shape}Control]//TypeName").Node.InnerText)
        }
        $types = Get-ShownType
        # What has only one, and why.
        $onlyList = @(
            'RealmTools.Checks.TeardownExploration' # one result of several paragraphs
            'RealmTools.Checks.StatefulScript', 'RealmTools.Checks.FaultRequest' # settings, of which a host has one
            'RealmTools.Host.HostFeatures', 'RealmTools.Host.RealmGeometry', 'RealmTools.Rmi.RmmPlatform', 'RealmTools.Rmi.RmiProfile' # one of its owner
            'RealmTools.Host.ExceptionSyndrome', 'RealmTools.Rmi.RmiDiagnosis', 'RealmTools.Rmi.RmiReason' # one of its owner
        )
        $withoutView = @(
            # What a host is worked with, nothing to look at.
            'RealmTools.Rmi.IRmm', 'RealmTools.Host.HostRealms', 'RealmTools.Host.HostMemory', 'RealmTools.Host.HostVcpus', 'RealmTools.Host.HostTables'
            'RealmTools.Host.HostGranules', 'RealmTools.Host.HostTeardown', 'RealmTools.Rmi.RmiCommandTable', 'RealmTools.Trace.TraceBuffer'
            # Shown as its text by the action it is part of.
            'RealmTools.Rmi.RealmAction', 'RealmTools.Rmi.MemoryRequest'
        )
        $types.Count | Should -BeGreaterThan 40
        $names = $types.FullName | Where-Object { $_ -notin $withoutView -and $_ -notin $views.Custom -and $_ -notlike '*.MemoryRequest' }
        $names | Where-Object { $_ -notin $views.List } | Should -BeNullOrEmpty
        $names | Where-Object { $_ -notin $views.Table -and $_ -notin $onlyList } | Should -BeNullOrEmpty
    }

    It 'show addresses and sizes as engineers write them, wherever they come in a pipeline' {
        Get-Text (Get-Realm vm1).Rd 100 | Should -BeExactly "$((Get-Realm vm1).Rd)"
        Get-Text (Get-RealmHost), (Get-Realm vm1).PrivateSize 100 | Select-Object -Last 1 | Should -BeExactly '4 MiB'
    }

    It 'have a short form for what follows objects of another type' {
        $text = Get-Text (@(Get-RealmHost) + @(Get-Realm vm1) + @(Get-RttEntry vm1 0x40000000) + @(Get-RealmTeardownPlan vm1)[0] +
            @(Get-RealmVcpu vm1) + @(Get-Granule)[0] + @(Invoke-Rmi VERSION 0x20000)) 100
        $text -match 'ImmutableArray|RealmGeometry|\{ ' | Should -BeNullOrEmpty
        $text -match '^Descriptor|^Mpidr|^Geometry' | Should -BeNullOrEmpty
        $text -match '^Rd +: 0x8' | Should -HaveCount 1
        foreach ($type in Get-Command -Module RealmTools | ForEach-Object { $_.OutputType.Type } | Where-Object FullName -like 'RealmTools.*') {
            (Get-TypeData $type.FullName).DefaultDisplayPropertySet.ReferencedProperties | Should -Not -BeNullOrEmpty -Because $type
        }
    }

    It 'know what tells objects apart' {
        (Get-Realm | Sort-Object -Descending).Name | Should -Be 'vm1'
        $granules = Get-Granule | Sort-Object -Descending
        $granules[0].Address | Should -BeGreaterThan $granules[-1].Address
        Invoke-Rmi VERSION 0x20000 | Sort-Object | Should -HaveCount 1
    }

    It 'let results of steps be filtered as steps are' {
        $null = New-Realm short
        $results = Get-RealmTeardownPlan short | Invoke-RealmTeardownStep
        $results | Where-Object Kind -EQ DestroyRealm | Should -HaveCount 1
        ($results | Sort-Object Position -Descending)[0].Kind | Should -Be 'FreeRootRtts'
        Add-RmiFault RTT_DESTROY Busy -PassThru | Where-Object Command -EQ RTT_DESTROY | Should -HaveCount 1
        Get-RmiFault | Remove-RmiFault
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
