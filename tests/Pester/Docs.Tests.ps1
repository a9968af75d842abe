#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# What README.md and the pages of docs show is what happens: the PowerShell blocks of a page run in one session in their
# order, and the text block behind one is what it prints. An asterisk in a line of text stands for what varies, such as a
# time. Lines are those of a window of 100 columns. REALMTOOLS_UPDATE_GOLDEN=1 writes down what was printed instead.

BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $pages = @(Get-Item (Join-Path $root 'README.md')) +
        @(Get-ChildItem (Join-Path $root 'docs') -Filter *.md) + @(Get-ChildItem (Join-Path $root 'docs/about') -Filter *.md) |
        Where-Object { (Get-Content $_ -Raw) -match '(?m)^```powershell$' } |
        ForEach-Object { @{ Page = [IO.Path]::GetRelativePath($root, $_).Replace('\', '/'); Path = $_.FullName } }
    $texts = @(Get-ChildItem $root -Filter *.md -File) +
        @(Get-ChildItem (Join-Path $root 'docs'), (Join-Path $root 'examples') -Filter *.md -Recurse) |
        ForEach-Object { @{ Page = [IO.Path]::GetRelativePath($root, $_).Replace('\', '/'); Path = $_.FullName } }
}

BeforeAll {
    Set-StrictMode -Version Latest
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $module = Split-Path ($env:REALMTOOLS_MODULE ?? (Join-Path $root 'RealmTools.psd1'))

    function Get-Block([string] $Path) {
        $pattern = '(?ms)^```powershell\n(?<code>.*?)\n```\n(?:\n*```text\n(?<text>.*?)(?<=\n)```\n)?'
        [regex]::Matches((Get-Content $Path -Raw).ReplaceLineEndings("`n"), $pattern)
    }

    # A folder like the checkout, with the module as it is packaged: paths that a page shows work in it.
    function New-Folder {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        foreach ($item in 'RealmTools.psd1', 'bin', 'en-US') {
            Copy-Item (Join-Path $module $item) $folder -Recurse
        }
        foreach ($item in 'tests', 'examples') {
            $null = New-Item (Join-Path $folder $item) -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Target (Join-Path $root $item)
        }
        $folder.FullName
    }

    function Invoke-Page([string[]] $Code) {
        $folder = New-Folder
        $blocks = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        ConvertTo-Json @($Code) | Set-Content $blocks
        $session = @{ Manifest = Join-Path $folder 'RealmTools.psd1'; Blocks = $blocks; Folder = $folder }
        $arguments = $session.GetEnumerator() | ForEach-Object { "-$($_.Key)", $_.Value }
        $engine = [Environment]::ProcessPath
        $start = if ([IO.Path]::GetFileNameWithoutExtension($engine) -eq 'pwsh') { @() } else { @(Join-Path $PSHOME 'pwsh.dll') }
        $printed = & $engine @start -NoLogo -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot 'Invoke-DocumentSession.ps1') @arguments
        @($printed | Select-Object -Last 1 | ConvertFrom-Json)
    }

    # Lines without blanks at their ends, without blank lines at the ends or one after the other.
    function Get-Line([string] $Text) {
        $blank = $true
        $lines = foreach ($line in $Text.ReplaceLineEndings("`n") -split "`n") {
            $line = $line.TrimEnd()
            if ($line -or -not $blank) {
                $line
            }
            $blank = -not $line
        }
        $lines = @($lines)
        if ($lines.Count -gt 0 -and -not $lines[-1]) {
            $lines = @($lines | Select-Object -SkipLast 1)
        }
        , $lines
    }

    function Test-Line([string] $Expected, [string] $Actual) {
        $Expected -ceq $Actual -or ($Expected.Contains('*') -and $Actual -clike ($Expected -replace '([\[\]?`])', '`$1'))
    }

    # What was printed, in the words of the page where they agree.
    function Merge-Line([string[]] $Expected, [string[]] $Actual) {
        for ($i = 0; $i -lt $Actual.Count; $i++) {
            $i -lt $Expected.Count -and (Test-Line $Expected[$i] $Actual[$i]) ? $Expected[$i] : $Actual[$i]
        }
    }

    function Update-Page([string] $Path, $Blocks, $Results) {
        $text = (Get-Content $Path -Raw).ReplaceLineEndings("`n")
        for ($i = $Blocks.Count - 1; $i -ge 0; $i--) {
            $shown = $Blocks[$i].Groups['text']
            if ($shown.Success) {
                $lines = @(Merge-Line (Get-Line $shown.Value) (Get-Line $Results[$i].Printed))
                $text = $text.Remove($shown.Index, $shown.Length).Insert($shown.Index, ($lines -join "`n") + "`n")
            }
        }
        [IO.File]::WriteAllText($Path, $text)
    }
}

Describe '<Page>' -ForEach $pages {
    It 'shows what happens' {
        $blocks = @(Get-Block $Path)
        $results = @(Invoke-Page $blocks.ForEach({ $_.Groups['code'].Value }))
        $results.Count | Should -Be $blocks.Count -Because 'every block runs'
        if ($env:REALMTOOLS_UPDATE_GOLDEN -eq '1') {
            Update-Page $Path $blocks $results
            $blocks = @(Get-Block $Path)
        }

        for ($i = 0; $i -lt $blocks.Count; $i++) {
            $code = $blocks[$i].Groups['code'].Value
            if (-not $blocks[$i].Groups['text'].Success) {
                $results[$i].Failed | Should -BeFalse -Because "nothing is shown of`n$code`nwhich printed`n$($results[$i].Printed)"
                continue
            }

            $expected = Get-Line $blocks[$i].Groups['text'].Value
            $actual = Get-Line $results[$i].Printed
            $shown = @(Merge-Line $expected $actual) -join "`n"
            $shown | Should -BeExactly ($expected -join "`n") -Because "this is what is printed by`n$code"
        }
    }
}

Describe 'Names in <Page>' -ForEach $texts {
    BeforeAll {
        $text = Get-Content $Path -Raw
        $prose = $text -replace '(?ms)^```.*?^```' -replace '`[^`\n]*`'
        $commands = (Import-PowerShellDataFile (Join-Path $root 'RealmTools.psd1')).CmdletsToExport
        $nouns = ($commands -replace '^.*-' | Sort-Object -Unique) -join '|'
    }

    It 'links to what is there' {
        $missing = [regex]::Matches($prose, '\]\((?<target>[^)#:]+)(#[^)]*)?\)').ForEach({ $_.Groups['target'].Value }) |
            Where-Object { -not (Test-Path (Join-Path (Split-Path $Path) $_)) }
        $missing | Should -BeNullOrEmpty
    }

    It 'names commands and topics that exist' {
        $unknown = [regex]::Matches($text, "\b[A-Z][a-z]+-(?:$nouns)\b").ForEach({ $_.Value }) | Where-Object { $_ -notin $commands }
        $unknown | Should -BeNullOrEmpty
        $topics = [regex]::Matches($text, '\babout_R\w+').ForEach({ $_.Value }) |
            Where-Object { -not (Test-Path (Join-Path $root "docs/about/$_.md")) }
        $topics | Should -BeNullOrEmpty
    }
}
