#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Every script of examples/ runs as it stands, each in a PowerShell of its own; those of teardown-bugs/ have tests of their own.

BeforeDiscovery {
    $folder = Join-Path $PSScriptRoot '../../examples'
    $scripts = Get-ChildItem $folder -Recurse -Filter *.ps1 | Where-Object { $_.Name -notlike '*.Tests.ps1' -and $_.FullName -notmatch '[\\/]teardown-bugs[\\/]' } |
        ForEach-Object { @{ Path = $_.FullName; Name = [IO.Path]::GetRelativePath($folder, $_.FullName) } }
}

BeforeAll {
    $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
}

Describe 'examples/<Name>' -ForEach $scripts {
    BeforeAll {
        $script = "Import-Module '$manifest'; & '$Path'; exit `$LASTEXITCODE"
        $output = @(pwsh -NoProfile -NonInteractive -Command $script 2> (Join-Path $TestDrive errors.txt))
        $code = $LASTEXITCODE
    }

    It 'runs without an error' {
        Get-Content (Join-Path $TestDrive errors.txt) | Should -BeNullOrEmpty
        $code | Should -Be 0
    }

    It 'prints something' {
        "$output" | Should -Not -BeNullOrEmpty
    }

    It 'ends as the demo must' -Skip:($Name -ne 'demo.ps1') {
        $output[-1] | Should -Match '^(\d+) calls replayed, \1 identical, 0 different$'
        [long]($output[-1] -split ' ')[0] | Should -BeGreaterThan 10000
        "$output" | Should -BeLike '*Every granule came back.*'
    }
}
