#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Scripts, and the code of docs and help, are held against PSScriptAnalyzer where that is installed, and against our own
# version of its rules that matter most everywhere.

BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $analyzer = [bool](Get-Module PSScriptAnalyzer -ListAvailable)
    $folders = 'src', 'examples', 'tests/Pester', 'tools' | ForEach-Object { Join-Path $root $_ }
    $scripts = @(Get-ChildItem $root -File) + @(Get-ChildItem $folders -Recurse -File) |
        Where-Object Extension -In '.ps1', '.psm1', '.psd1' |
        ForEach-Object { @{ Name = [IO.Path]::GetRelativePath($root, $_).Replace('\', '/'); Path = $_.FullName } }
    $pages = @(Get-Item (Join-Path $root 'README.md')) + @(Get-ChildItem (Join-Path $root 'docs'), (Join-Path $root 'examples') -Filter *.md -Recurse) |
        Where-Object { (Get-Content $_ -Raw) -match '(?m)^```powershell$' } |
        ForEach-Object { @{ Name = [IO.Path]::GetRelativePath($root, $_).Replace('\', '/'); Path = $_.FullName } }
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $settings = Import-PowerShellDataFile (Join-Path $root 'PSScriptAnalyzerSettings.psd1')
    # Pester's blocks share variables, their helpers make and remove things, and data of cases makes long lines.
    $suite = 'PSUseDeclaredVarsMoreThanAssignments', 'PSReviewUnusedParameter', 'PSUseShouldProcessForStateChangingFunctions', 'PSAvoidLongLines'
    # At a prompt a variable may be there to look at.
    $prompt = 'PSUseDeclaredVarsMoreThanAssignments', 'PSAvoidUsingPositionalParameters', 'PSAvoidLongLines'

    function Get-Finding([hashtable] $Subject, [string[]] $Without) {
        $options = $settings.Clone()
        $options.ExcludeRules = @($settings.ExcludeRules) + @($Without)
        Invoke-ScriptAnalyzer @Subject -Settings $options | ForEach-Object { "line $($_.Line): $($_.RuleName): $($_.Message)" }
    }

    function Get-Code([string] $Path) {
        [regex]::Matches((Get-Content $Path -Raw).ReplaceLineEndings("`n"), '(?ms)^```powershell\n(?<code>.*?)\n```$') | ForEach-Object { $_.Groups['code'].Value }
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'PSScriptAnalyzer' {
    It 'is installed, else its rules are left out' -Skip:(-not $analyzer) {
        Get-Command Invoke-ScriptAnalyzer | Should -HaveCount 1
    }

    if ($analyzer) {
        It 'finds nothing in <Name>' -ForEach $scripts {
            Get-Finding @{ Path = $Path } -Without ($Name -match '^tests/|\.Tests\.ps1$' ? $suite : @()) | Should -BeNullOrEmpty
        }

        It 'finds nothing in the code of <Name>' -ForEach $pages {
            foreach ($code in Get-Code $Path) {
                Get-Finding @{ ScriptDefinition = $code } -Without $prompt | Should -BeNullOrEmpty -Because $code
            }
        }
    }
}

Describe 'Our own rules' {
    It 'find nothing in <Name>' -ForEach ($scripts | Where-Object Name -NotLike '*.psd1') {
        & "$PSScriptRoot/Get-ScriptFault.ps1" -Text (Get-Content $Path -Raw) -Suite:($Name -match '^tests/|\.Tests\.ps1$') | Should -BeNullOrEmpty
    }

    It 'find nothing in the code of <Name>' -ForEach $pages {
        foreach ($code in Get-Code $Path) {
            & "$PSScriptRoot/Get-ScriptFault.ps1" -Text $code -Prompt | Should -BeNullOrEmpty -Because $code
        }
    }

    It 'see <Fault>' -ForEach @(
        @{ Fault = 'an alias'; Code = 'Get-Realm | ? Name -eq vm1' }
        @{ Fault = 'parameters by position'; Code = 'New-Item folder File text name' }
        @{ Fault = 'an unapproved verb'; Code = 'function Destroy-Thing { }' }
        @{ Fault = 'a plural noun'; Code = 'function Get-Things { }' }
        @{ Fault = 'a change without ShouldProcess'; Code = 'function Remove-Thing { }' }
        @{ Fault = 'ShouldProcess that is never asked'; Code = 'function Clear-Thing { [CmdletBinding(SupportsShouldProcess)] param() }' }
        @{ Fault = 'Write-Host'; Code = 'Write-Host hello' }
        @{ Fault = 'Invoke-Expression'; Code = 'Invoke-Expression $code' }
        @{ Fault = 'an error that is forgotten'; Code = 'try { Get-Realm } catch { }' }
        @{ Fault = 'a variable that is never read'; Code = '$a = 1; $b = 2; $b' }
        @{ Fault = 'a global variable'; Code = '$global:a = 1' }
        @{ Fault = '$null on the right'; Code = 'if ($a -eq $null) { 1 }' }
        @{ Fault = 'the name of a computer'; Code = 'Get-Process -ComputerName board1' }
        @{ Fault = 'what does not parse'; Code = 'if ($a {' }
    ) {
        & "$PSScriptRoot/Get-ScriptFault.ps1" -Text $Code | Should -HaveCount 1
    }

    It 'see nothing in what is right' {
        & "$PSScriptRoot/Get-ScriptFault.ps1" -Text 'function Get-Thing { param([string] $Name) $a, $b = 1, 2; $a + $b; Join-Path a b c; Get-Process -Name $Name } $null = Get-Thing' |
            Should -BeNullOrEmpty
    }
}

Describe 'The manifest' {
    BeforeAll {
        $path = Join-Path $root 'RealmTools.psd1'
        $manifest = Import-PowerShellDataFile $path
    }

    It 'is accepted without a warning' {
        $warning = $problem = $null
        $module = Test-ModuleManifest ($env:REALMTOOLS_MODULE ?? $path) -WarningVariable warning -ErrorVariable problem
        $module.Name | Should -Be 'RealmTools'
        @($warning) + @($problem) | Should -BeNullOrEmpty
    }

    It 'has <_>' -ForEach 'RootModule', 'ModuleVersion', 'GUID', 'Author', 'CompanyName', 'Copyright', 'Description', 'PowerShellVersion',
    'CompatiblePSEditions', 'FormatsToProcess', 'TypesToProcess', 'CmdletsToExport' {
        $manifest[$_] | Should -Not -BeNullOrEmpty
    }

    It 'says what a gallery shows: <_>' -ForEach 'Tags', 'LicenseUri', 'ProjectUri', 'IconUri', 'ReleaseNotes' {
        $manifest.PrivateData.PSData[$_] | Should -Not -BeNullOrEmpty
    }

    It 'exports exactly what there is, by name' {
        $classes = (Get-Command New-Realm).ImplementingType.Assembly.GetExportedTypes() | Where-Object { $_.IsSubclassOf([Management.Automation.Cmdlet]) -and -not $_.IsAbstract }
        $there = $classes | ForEach-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) } | ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
        foreach ($kind in 'Functions', 'Aliases', 'Variables', 'Cmdlets') {
            $manifest.ContainsKey("${kind}ToExport") | Should -BeTrue
            $manifest["${kind}ToExport"].Count | Should -Be ($kind -eq 'Cmdlets' ? $there.Count : 0)
        }
        Compare-Object $there $manifest.CmdletsToExport | Should -BeNullOrEmpty
    }
}
