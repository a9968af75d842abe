#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Every command's help is complete, and every example runs as it stands: in a session of its own, in a folder with traces.

BeforeDiscovery {
    $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    $commands = (Import-PowerShellDataFile $manifest).CmdletsToExport | ForEach-Object { @{ Command = $_ } }
    $examples = foreach ($page in Get-ChildItem (Join-Path $PSScriptRoot '../../docs/commands') -Filter *.md) {
        $text = Get-Content $page -Raw
        foreach ($match in [regex]::Matches($text, '(?ms)^### (Example \d+: [^\n]+)\n+```powershell\n(.*?)\n```')) {
            @{ Page = $page.BaseName; Title = $match.Groups[1].Value; Code = $match.Groups[2].Value }
        }
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    $manifest = $env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1')
    Import-Module $manifest
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Help of <Command>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Command -Full
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        $parameters = (Get-Command $Command).Parameters.Keys | Where-Object { $_ -notin $common }
    }

    It 'has a synopsis of one sentence and a description' {
        $help.Synopsis | Should -Match '\.$'
        $help.Synopsis | Should -Not -BeLike "$Command *"
        "$($help.Description.Text)" | Should -Not -BeNullOrEmpty
    }

    It 'says something of every parameter' {
        foreach ($name in $parameters) {
            $text = "$(($help.parameters.parameter | Where-Object name -eq $name).Description.Text)"
            $text | Should -Not -BeNullOrEmpty -Because "-$name is a parameter of $Command"
        }
    }

    It 'has two examples, inputs and outputs' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        "$($help.returnValues.returnValue.type.name)" | Should -Not -BeNullOrEmpty
        "$($help.inputTypes.inputType.type.name)" | Should -Not -BeNullOrEmpty
    }
}

Describe 'Examples of <Page>' -ForEach ($examples | Group-Object { $_.Page } | ForEach-Object { @{ Page = $_.Name; Examples = $_.Group } }) {
    It '<Title>' -ForEach $Examples {
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $null = New-Item (Join-Path $folder traces) -ItemType Directory
        "rmi-trace 1 2.0`ndram 80000000 20000000`nboot`ncall VERSION 20000 = 0 20000 20000`ncall VERSION 10000 = 1 20000 20000" |
            Set-Content (Join-Path $folder 'traces/version.rmi')
        $shell = [powershell]::Create()
        $run = {
            param($Manifest, $Folder, $Code)
            Set-StrictMode -Version Latest
            Import-Module $Manifest
            Set-Location $Folder
            . ([scriptblock]::Create($Code)) | Out-String
            Get-RealmHost | Disconnect-RealmHost -Force
        }
        $null = $shell.AddScript($run).AddArgument($manifest).AddArgument($folder.FullName).AddArgument($Code)
        $null = $shell.Invoke()
        $shell.Streams.Error | ForEach-Object { "$_" } | Should -BeNullOrEmpty
        $shell.Dispose()
    }
}
