#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    $module = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    $page = Get-Content (Join-Path $PSScriptRoot '../../docs/about/about_RealmTeardown.md')

    # The page's session: a command and its continuation, then what it printed, up to the next command or paragraph.
    $commands = [Collections.Generic.List[object]]::new()
    foreach ($line in $page) {
        if ($line -match '^    PS> (.*)') {
            $commands.Add(@{ Text = $Matches[1]; Output = [Collections.Generic.List[string]]::new() })
            $inSession = $true
        }
        elseif ($line -match '^    >> (.*)') {
            $commands[-1].Text += "`n$($Matches[1])"
        }
        elseif ($line -match '^    (.*)' -and $commands.Count -and $inSession) {
            $commands[-1].Output.Add($Matches[1].TrimEnd())
        }
        else {
            $inSession = $false
        }
    }
}

Describe 'The session of about_RealmTeardown' {
    It 'prints what the page shows' {
        $commands.Count | Should -BeGreaterThan 9
        $script = Join-Path $TestDrive 'session.ps1'
        $lines = @("`$PSStyle.OutputRendering = 'PlainText'", '$env:COLUMNS = 100', "Import-Module '$module'")
        $lines += foreach ($command in $commands) {
            "'@@'; . {`n$($command.Text)`n} | Out-String -Width 100"
        }
        Set-Content $script $lines
        $printed = (pwsh -NoProfile -NonInteractive -File $script 2>&1 | Out-String) -split '(?m)^@@\r?$' | Select-Object -Skip 1
        $printed.Count | Should -Be $commands.Count
        for ($i = 0; $i -lt $commands.Count; $i++) {
            $actual = @($printed[$i] -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ })
            $actual -join "`n" | Should -Be ($commands[$i].Output -join "`n") -Because $commands[$i].Text
        }
    }
}
