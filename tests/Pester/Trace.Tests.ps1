#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $trace = Join-Path $TestDrive 'small.rmi'
    @'
rmi-trace 1 2.0
dram 80000000 20000000
features 104130 142a9 a1 3 fffe
boot
call VERSION 20000 = 0 20000 20000
call FEATURES 1 = 0 142a9
call c4000160 = ffffffffffffffff
'@ | Set-Content $trace
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Import-RmiTrace' {
    It 'names operands and outputs' {
        $calls = @(Import-RmiTrace $trace | Where-Object Kind -eq Call)
        $calls.Command | Should -Be 'VERSION', 'FEATURES', 'c4000160'
        $calls[0].Operands.req | Should -Be 0x20000
        @($calls[0].OutputValues.Keys) | Should -Be 'lower', 'higher'
        $calls[1].Number | Should -Be 6
        "$($calls[2].Result)" | Should -Be 'SMC_UNKNOWN'
    }

    It 'takes wildcards, files from the pipeline and gzip' {
        $zipped = Join-Path $TestDrive 'zipped.rmi.gz'
        $file = [IO.Compression.GZipStream]::new([IO.File]::Create($zipped), [IO.Compression.CompressionMode]::Compress)
        $file.Write([IO.File]::ReadAllBytes($trace))
        $file.Dispose()
        @(Import-RmiTrace (Join-Path $TestDrive '*.rmi')).Count | Should -Be 7
        @(Get-ChildItem $TestDrive -Filter *.rmi* | Import-RmiTrace).Count | Should -Be 14
    }

    It 'refuses a malformed line with its place' {
        $bad = Join-Path $TestDrive 'bad.trace'
        "rmi-trace 1 2.0`ndram 80000000 1000`ncall VERSION zzz = 0`nboot" | Set-Content $bad
        Import-RmiTrace $bad -ErrorAction SilentlyContinue -ErrorVariable errors | Out-Null
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TraceMalformed,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ParserError'
        $errors[0].ToString() | Should -BeLike '*line 3, column 14*'
    }

    It 'says which file is not there' {
        Import-RmiTrace (Join-Path $TestDrive 'none.rmi'), $trace -ErrorAction SilentlyContinue -ErrorVariable errors | Should -HaveCount 7
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}

Describe 'Invoke-RmiTrace' {
    It 'replays a conversation that agrees' {
        $result = Invoke-RmiTrace $trace
        $result.Calls | Should -Be 3
        $result.IsIdentical | Should -BeTrue
    }

    It 'stops at the first difference, or lists them all' {
        $other = Join-Path $TestDrive 'other.txt'
        (Get-Content $trace) -replace '= 0 142a9', '= 0 142a8' -replace '^call c4000160.*', 'call VERSION 5 = 0' | Set-Content $other
        $first = Invoke-RmiTrace $other
        $first.DivergenceCount | Should -Be 1
        $first.Divergences[0].Line | Should -Be 6
        (Invoke-RmiTrace $other -Continue).DivergenceCount | Should -Be 2
    }

    It 'needs no host and makes none' {
        $null = Invoke-RmiTrace $trace
        Get-RealmHost | Should -BeNullOrEmpty
    }
}
