#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Names of files as other systems, and other people, write them.

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $folder = (New-Item (Join-Path $TestDrive 'Größe und Maß') -ItemType Directory).FullName
    $null = New-Item (Join-Path $folder 'sub folder') -ItemType Directory
    Push-Location $folder
    $null = Connect-RealmHost sim
    Start-RmiTrace 'My Trace.RMI.GZ'
    $null = New-Realm vm1 -IpaBits 33
    Stop-RmiTrace
}

AfterAll {
    Pop-Location
    Get-RealmHost | Disconnect-RealmHost -Force
    Remove-Module RealmTools
}

Describe 'Names of files' {
    It 'say what is in them, in any case: a compressed trace' {
        [IO.File]::ReadAllBytes((Join-Path $folder 'My Trace.RMI.GZ'))[0..1] | Should -Be 0x1f, 0x8b
        (Invoke-RmiTrace 'My Trace.RMI.GZ').IsIdentical | Should -BeTrue
        @(Import-RmiTrace 'My Trace.RMI.GZ')[-1].Kind | Should -Be 'Call'
    }

    It 'say what is in them, in any case: <File>' -ForEach @(
        @{ File = 'TREE.SVG'; Start = '<?xml' }
        @{ File = 'Tree.Html'; Start = '<!doctype' }
        @{ File = 'Tree.DOT'; Start = 'digraph' }
        @{ File = 'Tree.Json'; Start = '{' }
    ) {
        Export-RttTree vm1 $File
        Get-Content $File -TotalCount 1 | Should -BeLike "$Start*"
    }

    It 'may have either separator, blanks, and what goes up again: <File>' -ForEach @(
        @{ File = './sub folder/../Up.json' }
        @{ File = '.\sub folder\Down.json' }
        @{ File = 'TestDrive:/On the drive.json' }
    ) {
        Export-RealmDefinition vm1 $File
        $file = Get-Item $File
        $file | Should -BeOfType ([IO.FileInfo])
        (Get-Content $file -Raw | ConvertFrom-Json).Name | Should -Be 'vm1'
    }

    It 'of a definition find its images beside it, whatever the current folder' {
        Set-Content image.bin kernel
        $null = New-Realm vm2 | Add-RealmMemory -Ipa 0x40000000 -Path image.bin
        Export-RealmDefinition vm2 'sub folder/VM2.PSD1'
        (Import-PowerShellDataFile 'sub folder/VM2.PSD1').Memory[0].Path | Should -Be '../image.bin'
        Remove-Realm vm2 -Force
        Push-Location /
        try {
            (New-Realm -Definition (Join-Path $folder 'sub folder' 'VM2.PSD1')).Memory[0].Ipa.Value | Should -Be 0x40000000
        }
        finally {
            Pop-Location
        }
    }

    It 'of another provider are refused' {
        Push-Location realm:/
        try {
            { Export-RttTree vm1 x.svg -ErrorAction Stop } | Should -Throw '*no path of the file system*'
        }
        finally {
            Pop-Location
        }
    }

    It 'may be read in lines of Windows' {
        $trace = Import-RmiTrace 'My Trace.RMI.GZ' | ForEach-Object Text
        [IO.File]::WriteAllText((Join-Path $folder 'windows.rmi'), ($trace -join "`r`n") + "`r`n")
        (Invoke-RmiTrace windows.rmi).IsIdentical | Should -BeTrue
        Export-RealmDefinition vm1 lines.json
        [IO.File]::WriteAllText((Join-Path $folder 'lines.json'), (Get-Content lines.json -Raw).ReplaceLineEndings("`r`n"))
        Set-Realm lines.json -WhatIf 6>&1 | Should -BeNullOrEmpty
    }
}
