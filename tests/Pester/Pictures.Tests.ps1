#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.7.1' }

# Pictures of a realm's tables, as files; what a browser makes of a page is tested in tests/Unit/Pictures/Browser.

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module ($env:REALMTOOLS_MODULE ?? (Join-Path $PSScriptRoot '../../RealmTools.psd1'))

    function Get-PageData([string] $Page) {
        [regex]::Match((Get-Content $Page -Raw), '<script type="application/json" id="data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json
    }
}

AfterAll {
    Remove-Module RealmTools
}

Describe 'Export-RttTree' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 5MB -PassThru |
            Add-RealmMemory -Ipa 0x8040000000 -Size 64KB -Shared
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    It 'draws every run of the tree as SVG' {
        Export-RttTree vm1 vm1.svg | Should -BeNullOrEmpty
        $svg = [xml](Get-Content vm1.svg -Raw)
        $facts = $svg.svg.g.title
        $facts | Should -HaveCount @(Get-RttTree vm1).Count
        $block = Get-RttTree vm1 | Where-Object { $_.Level -eq 2 -and $_.State -eq 'Assigned' }
        $facts | Should -Contain "level 2, IPA 0x40000000-0x40400000, ASSIGNED, RIPAS RAM, PA $($block.Address), 4 MiB (2 × 2 MiB)"
    }

    It 'writes the entries as JSON' {
        Export-RttTree vm1 vm1.json
        $tree = Get-Content vm1.json -Raw | ConvertFrom-Json
        $tree.realm.name | Should -Be 'vm1'
        $tree.realm.rd | Should -Be "$((Get-Realm vm1).Rd)"
        $tree.entries.ipa | Should -Be @(Get-RttTree vm1).ForEach{ "$($_.Ipa)" }
        $tree.entries.size | Should -Be @(Get-RttTree vm1).ForEach{ $_.Size.Bytes }
    }

    It 'makes a page that holds the tree' {
        Export-RttTree vm1 vm1.html
        $data = Get-PageData vm1.html
        $data.realm.name | Should -Be 'vm1'
        $data.frames | Should -HaveCount 1
        $data.rows.Count | Should -Be (6 * @(Get-RttTree vm1).Count)
    }

    It 'makes a graph with a node for each table' {
        Export-RttTree vm1 vm1.gv
        $tables = 1 + @(Get-RttTree vm1 | Where-Object State -eq Table).Count
        @(Select-String '^    t\d+ \[' vm1.gv).Count | Should -Be $tables
        @(Select-String '->' vm1.gv -SimpleMatch).Count | Should -Be ($tables - 1)
    }

    It 'returns the file when asked' {
        $file = Export-RttTree vm1 vm1.svg -PassThru
        $file | Should -BeOfType [IO.FileInfo]
        $file.FullName | Should -Be (Join-Path $folder vm1.svg)
        $file.Length | Should -BeGreaterThan 1000
    }

    It 'takes a format that the name does not tell' {
        Export-RttTree vm1 picture.txt -Format Svg
        ([xml](Get-Content picture.txt -Raw)).svg | Should -Not -BeNullOrEmpty
    }

    It 'refuses a name that tells no format' {
        Export-RttTree vm1 vm1.png -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ParameterInvalid,*'
        "$($errors[0])" | Should -BeLike '*vm1.png*'
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'keeps a file that exists, unless forced' {
        'precious' | Set-Content vm1.svg
        Export-RttTree vm1 vm1.svg -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $errors[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-Content vm1.svg | Should -Be 'precious'
        Export-RttTree vm1 vm1.svg -Force
        Get-Content vm1.svg -Raw | Should -BeLike '*<svg*'
    }

    It 'draws what comes through the pipeline' {
        Get-RttTree vm1 -SkipEmpty | Export-RttTree -Path live.json
        $tree = Get-Content live.json -Raw | ConvertFrom-Json
        $tree.entries | Should -HaveCount @(Get-RttTree vm1 -SkipEmpty).Count
        $tree.realm.ipaBits | Should -Be (Get-Realm vm1).IpaBits
    }

    It 'refuses entries of two realms' {
        $null = New-Realm vm2
        Get-RttTree vm1, vm2 | Export-RttTree -Path both.svg -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        "$($errors[0])" | Should -BeLike "*'vm1' and 'vm2'*"
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'gives each realm a file of its own' {
        $null = New-Realm vm2
        Get-Realm | Export-RttTree -Path { "$($_.Name).svg" }
        (Get-ChildItem).Name | Should -Be 'vm1.svg', 'vm2.svg'
    }

    It 'does not draw a second realm over the first' {
        $null = New-Realm vm2
        Export-RttTree vm* all.json -Force -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        (Get-Content all.json -Raw | ConvertFrom-Json).realm.name | Should -Be 'vm1'
    }

    It 'takes realms that were sent from elsewhere' {
        $sent = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-Realm vm1)))
        $sent | Export-RttTree -Path sent.svg
        'sent.svg' | Should -Exist
    }

    It 'says which realm and which folder is not there' {
        Export-RttTree nobody nobody.svg -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RealmNotFound,*'
        Export-RttTree vm1 none/vm1.svg -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
    }
}

Describe 'Export-RealmTimeline' {
    BeforeEach {
        $null = Connect-RealmHost sim
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
        Get-RealmHost | Disconnect-RealmHost -Force
    }

    Context 'of a tear-down while it runs' {
        BeforeEach {
            $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 5MB -PassThru | Add-RealmVcpu
        }

        It 'has a step for each, and the realm is gone at the end' {
            $plan = @(Get-RealmTeardownPlan vm1)
            $file = $plan | Invoke-RealmTeardownStep | Export-RealmTimeline -Realm vm1 vm1.html -PassThru
            $file.Name | Should -Be 'vm1.html'
            $steps = (Get-PageData vm1.html).frames
            $steps.title | Should -Be (@('Start') + $plan.Kind)
            $steps.failed | Should -Not -Contain $true
            $destroyed = $steps | Where-Object title -eq DestroyRealm
            $destroyed.changes[0] | Should -Be 0
            $destroyed.changes[1] | Should -BeGreaterThan 0
            $destroyed.changes[2] | Should -Be 0
            Get-Realm | Should -BeNullOrEmpty
        }

        It 'shows what was refused and why' {
            Get-RealmTeardownPlan vm1 | Where-Object Kind -ne Terminate | Invoke-RealmTeardownStep | Export-RealmTimeline -Realm vm1 vm1.html
            $failed = (Get-PageData vm1.html).frames | Where-Object failed
            $failed.title | Should -Be 'DestroyRealm'
            $failed.reason | Should -Not -BeNullOrEmpty
        }

        It 'ends the pipeline before the first step when it could not draw: <Name>' -ForEach @(
            @{ Name = 'no such realm'; Id = 'RealmNotFound'; Arguments = @{ Realm = 'nobody'; Path = 'x.html' } }
            @{ Name = 'several realms'; Id = 'RealmNotFound'; Arguments = @{ Realm = '*'; Path = 'x.html' } }
            @{ Name = 'no page'; Id = 'ParameterInvalid'; Arguments = @{ Realm = 'vm1'; Path = 'x.svg' } }
            @{ Name = 'a file that exists'; Id = 'FileExists'; Arguments = @{ Realm = 'vm1'; Path = 'taken.html' } }
        ) {
            $null = New-Realm vm2
            'precious' | Set-Content taken.html
            { Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep | Export-RealmTimeline @Arguments } | Should -Throw -ErrorId "$Id,*"
            (Get-Realm vm1).Vcpus | Should -HaveCount 1
            Get-ChildItem | Should -HaveCount 1
        }

        It 'refuses results that were collected earlier' {
            $null = New-Realm vm2
            $results = Get-RealmTeardownPlan vm1 | Select-Object -First 1 | Invoke-RealmTeardownStep
            $results | Export-RealmTimeline -Realm vm1 x.html -ErrorAction SilentlyContinue -ErrorVariable errors
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'StepTargetGone,*'
            Get-ChildItem | Should -BeNullOrEmpty
        }
    }

    Context 'from a trace' {
        BeforeEach {
            Start-RmiTrace life.rmi
            $null = New-Realm vm1 | Add-RealmMemory -Ipa 0x40000000 -Size 64KB
            Remove-Realm vm1 -Force
            Stop-RmiTrace
        }

        It 'shows the whole life' {
            Export-RealmTimeline life.rmi life.html 3> warnings.txt
            Get-Content warnings.txt | Should -BeNullOrEmpty
            $data = Get-PageData life.html
            $data.frames[1].title | Should -Be 'REALM_CREATE'
            $data.frames[-1].title | Should -Be 'REALM_DESTROY'
            @($data.frames.title | Where-Object { $_ -like 'RTT_DATA_MAP*' }) | Should -Not -BeNullOrEmpty
        }

        It 'writes the same as data' {
            Export-RealmTimeline life.rmi life.json -PassThru | ForEach-Object Name | Should -Be 'life.json'
            $data = Get-Content life.json -Raw | ConvertFrom-Json
            $data.steps[1].title | Should -Be 'REALM_CREATE'
            $data.steps[-1].added | Should -BeNullOrEmpty
            $data.entries.Count | Should -BeGreaterThan 3
        }

        It 'shows no more steps than asked for' {
            Export-RealmTimeline life.rmi life.html -MaximumSteps 3
            (Get-PageData life.html).frames | Should -HaveCount 4
        }

        It 'asks which realm where there are several' {
            Start-RmiTrace two.rmi
            $null = New-Realm vm1
            $null = New-Realm vm2
            Stop-RmiTrace
            Export-RealmTimeline two.rmi two.html -ErrorAction SilentlyContinue -ErrorVariable errors
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'RealmNotFound,*'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*RD 0x*'
            Export-RealmTimeline two.rmi two.html -RealmNumber 2
            (Get-PageData two.html).realm.name | Should -Be 'Realm 2 of two.rmi'
        }

        It 'warns where the simulated RMM answers differently' {
            (Get-Content life.rmi) -replace '^(call REALM_DESTROY \S+ = )0$', '${1}2' | Set-Content other.rmi
            Export-RealmTimeline other.rmi other.html 3> warnings.txt
            $line = @(Get-Content other.rmi).IndexOf((Get-Content other.rmi | Where-Object { $_ -like 'call REALM_DESTROY*' })) + 1
            Get-Content warnings.txt -Raw | Should -BeLike "*line $line of*"
        }

        It 'says what is wrong with a file' {
            Export-RealmTimeline none.rmi x.html -ErrorAction SilentlyContinue -ErrorVariable errors
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
            'nonsense' | Set-Content bad.rmi
            Export-RealmTimeline bad.rmi x.html -ErrorAction SilentlyContinue -ErrorVariable errors
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'TraceMalformed,*'
            'x.html' | Should -Not -Exist
        }
    }
}
