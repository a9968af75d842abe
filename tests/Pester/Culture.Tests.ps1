#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# A walk through the module prints and writes the same in every culture: those with another i, another decimal point, other
# signs of minus, and in .NET without cultures. Each runs under strict mode in a process of its own.

BeforeAll {
    Set-StrictMode -Version Latest
    $manifest = (Resolve-Path ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))).Path

    function Get-Walk([string] $Culture) {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'] = $Culture ? '0' : '1'
        if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -ne 'pwsh') {
            $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll'))
        }
        # The culture of the thread that runs the script, and of those that it starts.
        $code = $Culture ? "[cultureinfo]::DefaultThreadCurrentCulture = [cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '$Culture'; " : ''
        $code += "& '$PSScriptRoot/Invoke-CultureScenario.ps1' -Manifest '$manifest' -Folder '$folder'"
        foreach ($argument in '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $code) {
            $start.ArgumentList.Add($argument)
        }
        $process = [Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $text = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        # A trace records no times, so files can be compared as they are.
        $files = Get-ChildItem $folder -File | Sort-Object Name | ForEach-Object { "$($_.Name) $((Get-FileHash $_).Hash)" }
        @{ Errors = $errors.Result; Lines = @($text.Replace($folder, '') -split '\r?\n' | ForEach-Object TrimEnd) + $files }
    }

    $english = Get-Walk 'en-US'
}

Describe 'A walk through the module' {
    It 'ends well' {
        $english.Errors | Should -BeNullOrEmpty
        $english.Lines.Count | Should -BeGreaterThan 300
        $english.Lines -match '^timeline\.html [0-9A-F]{64}$' | Should -HaveCount 1
    }

    It 'is the same in <Name>' -ForEach @(
        @{ Name = 'tr-TR'; Culture = 'tr-TR' }
        @{ Name = 'de-DE'; Culture = 'de-DE' }
        @{ Name = 'ar-SA'; Culture = 'ar-SA' }
        @{ Name = '.NET without cultures'; Culture = '' }
    ) {
        $walk = Get-Walk $Culture
        $walk.Errors | Should -BeNullOrEmpty
        # PowerShell itself breaks long lines in its own way in some cultures: compare words.
        Compare-Object ($english.Lines -split '\s+') ($walk.Lines -split '\s+') -SyncWindow 0 | Select-Object -First 5 | Should -BeNullOrEmpty
    }
}
