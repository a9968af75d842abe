#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }

    function New-FullRealm {
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x80000000 -Size 4MB -PassThru | Add-RealmVcpu -Count 2
        $null = Add-RealmMemory vm1 -Ipa 0x90000000 -Size 8KB -Measure
        $null = Add-RealmMemory vm1 -Ipa 0x8000000000 -Size 2MB -Shared
        Start-Realm vm1
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Connect-RealmHost -Profile' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'completes the generations and the quirks' {
        Get-Completion 'Connect-RealmHost -Profile ' | Should -Be '2.0', '1.0'
        Get-Completion 'Connect-RealmHost -Quirk Skip' | Should -Be 'SkipDelegated'
    }

    It 'connects the machine of the generation' {
        $old = Connect-RealmHost old -Simulated -Profile 1.0 -Dram 1GB -PaBits 44
        "$($old.Platform.Profile)" | Should -Be '1.0'
        $old.Features.Version | Should -Be 0x10000
        $old.Features.Registers | Should -HaveCount 1
        $old.Features.MaximumIpaBits | Should -Be 44
        $old.Features.HashAlgorithms | Should -Be 'Sha256', 'Sha512'
    }

    It 'runs the same script under <_>' -ForEach '1.0', '2.0' {
        $lab = Connect-RealmHost lab -Profile $_
        $free = $lab.Granules.Free
        New-FullRealm
        (Get-RttTree vm1 | Where-Object State -eq Assigned).Level | Should -Be 2, 3, 2
        (Get-RealmVcpu vm1).Index | Should -Be 0, 1
        Remove-RealmMemory vm1 -Ipa 0x80001000 -Size 8KB
        (Get-RttEntry vm1 0x80001000).Level | Should -Be 3
        Remove-Realm vm1 -Force
        Get-Realm | Should -BeNullOrEmpty
        $lab.Granules.Free | Should -Be $free
    }

    It 'takes the lowest VMID that is free under 1.0, and leaves it to the RMM under 2.0' {
        $null = Connect-RealmHost old -Profile 1.0
        (New-Realm a).Vmid | Should -Be 0
        (New-Realm b -Vmid 7).Vmid | Should -Be 7
        (New-Realm c).Vmid | Should -Be 1
        $null = Connect-RealmHost new
        (New-Realm a).Vmid | Should -BeNullOrEmpty
        New-Realm b -Vmid 7 -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
    }
}

Describe 'Tear-down orders of the other generation' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'KvmV12 runs under 1.0' {
        $null = Connect-RealmHost old -Profile 1.0
        New-FullRealm
        $results = Get-RealmTeardownPlan vm1 -Order KvmV12 | Invoke-RealmTeardownStep
        $results.Outcome | Should -Not -Contain 'Failed'
        $results.Outcome | Should -Not -Contain 'Skipped'
    }

    It 'KvmV12 ends at REALM_DESTROY under 2.0, because the realm was not terminated' {
        $null = Connect-RealmHost new
        New-FullRealm
        $results = Get-RealmTeardownPlan vm1 -Order KvmV12 | Invoke-RealmTeardownStep -ErrorAction SilentlyContinue
        $failed = @($results | Where-Object Outcome -eq Failed)[0]
        $failed.Step.Kind | Should -Be 'DestroyRealm'
        $failed.Failure.Diagnosis.Reason.Id | Should -Be 'REALM_DESTROY.realm-not-terminated'
    }

    It 'a terminate step ends at SMC_UNKNOWN under 1.0, and says which generation has the command' {
        $null = Connect-RealmHost old -Profile 1.0
        New-FullRealm
        $results = Get-RealmTeardownPlan vm1 -Order TerminateFirst | Invoke-RealmTeardownStep -ErrorAction SilentlyContinue
        $failed = @($results | Where-Object Outcome -eq Failed)[0]
        $failed.Step.Kind | Should -Be 'Terminate'
        "$($failed.Failure.Result)" | Should -Be 'SMC_UNKNOWN'
        $failed.Explanation | Should -BeLike '*REALM_TERMINATE*RMI 2.0*'
    }
}

Describe 'Invoke-Rmi and generations' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'completes only the commands of the connected generation' {
        $null = Connect-RealmHost old -Profile 1.0
        $null = Connect-RealmHost new
        Get-Completion 'Invoke-Rmi -RealmHost old -Command DATA_' | Should -Be 'DATA_CREATE', 'DATA_CREATE_UNKNOWN', 'DATA_DESTROY'
        Get-Completion 'Invoke-Rmi -RealmHost old -Command REALM_' | Should -Not -Contain 'REALM_TERMINATE'
        Get-Completion 'Invoke-Rmi REALM_' | Should -Contain 'REALM_TERMINATE'
        Get-Completion 'Invoke-Rmi GRANULE_' | Should -Not -Contain 'GRANULE_DELEGATE'
    }

    It 'answers <Command> with SMC_UNKNOWN under <Profile>, and an error names <Other>' -ForEach @(
        @{ Profile = '1.0'; Command = 'REALM_TERMINATE'; Name = 'REALM_TERMINATE'; Other = '2.0' }
        @{ Profile = '2.0'; Command = 'DATA_DESTROY'; Name = 'DATA_DESTROY'; Other = '1.0' }
        @{ Profile = '2.0'; Command = '0xC4000151'; Name = 'GRANULE_DELEGATE'; Other = '1.0' }
    ) {
        $lab = Connect-RealmHost lab -Profile $Profile
        $calls = $lab.CallCount
        $reply = Invoke-Rmi $Command 0x80100000 -ErrorAction SilentlyContinue -ErrorVariable wrong
        "$($reply.Result)" | Should -Be 'SMC_UNKNOWN'
        $reply.Command | Should -Be $Name
        $lab.CallCount | Should -Be ($calls + 1)
        $wrong | Should -HaveCount 1
        $wrong[0].FullyQualifiedErrorId | Should -BeLike 'NotInProfile,*'
        $wrong[0].CategoryInfo.Category | Should -Be 'NotImplemented'
        $wrong[0].TargetObject | Should -Be $Command
        $wrong[0].ToString() | Should -BeLike "*$Name*SMC_UNKNOWN*RMI $Other*"
        $wrong[0].ErrorDetails.RecommendedAction | Should -BeLike "*-Profile $Other*"
    }
}

Describe 'Connect-RealmHost -Quirk' {
    AfterEach {
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'SkipDelegated moves a run a call and skips what is delegated already; without it neither' {
        $null = Connect-RealmHost strict
        $null = Connect-RealmHost later -Quirk SkipDelegated
        foreach ($name in 'strict', 'later') {
            $null = Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90001000 -RealmHost $name
        }

        (Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90004000 -RealmHost strict).Status | Should -Be 'ErrorInput'
        $reply = Invoke-Rmi GRANULE_RANGE_DELEGATE 0x90000000 0x90004000 -RealmHost later
        $reply.Status | Should -Be 'Success'
        $reply.Outputs.out_top | Should -Be 0x90004000ul
    }

    It 'a realm lives under it' {
        $later = Connect-RealmHost later -Quirk SkipDelegated
        $free = $later.Granules.Free
        New-FullRealm
        Remove-Realm vm1 -Force
        $later.Granules.Free | Should -Be $free
    }

    It 'is refused where the generation has no such quirk' {
        Connect-RealmHost old -Profile 1.0 -Quirk SkipDelegated -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        $refused[0].ToString() | Should -BeLike "*'1.0'*SkipDelegated*"
        Get-RealmHost | Should -BeNullOrEmpty
    }
}
