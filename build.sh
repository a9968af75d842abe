#!/usr/bin/env bash
# ./build.sh TASK [OPTIONS of build.ps1]: the tasks are build.ps1's. This finds a PowerShell to run it (on PATH, else
# the .NET tool of the tool manifest); without one it runs what needs none and says what it left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

task=$(tr '[:upper:]' '[:lower:]' <<<"${1:-build}")
[ $# -gt 0 ] && shift

usable() {
    "$@" -NoLogo -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [semver]"7.6.0")' >/dev/null 2>&1 </dev/null
}

# Not every registry serves the tool: ask quietly, and not for long.
tool() {
    local limit=()
    command -v timeout >/dev/null 2>&1 && limit=(timeout 120)
    ${limit[@]+"${limit[@]}"} dotnet tool restore >/dev/null 2>&1 </dev/null && usable dotnet tool run pwsh
}

if usable pwsh; then
    exec pwsh -NoLogo -NoProfile -NonInteractive -File build.ps1 -Task "$task" "$@"
elif tool; then
    exec dotnet tool run pwsh -NoLogo -NoProfile -NonInteractive -File build.ps1 -Task "$task" "$@"
fi

export MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
options=(--configuration Release --verbosity quiet)

left_out() {
    echo "No PowerShell 7.6 on PATH, and 'dotnet tool restore' did not get one: this left out $1; install it (https://aka.ms/powershell), then run this again."
}

build() {
    dotnet build RealmTools.slnx "${options[@]}" -p:UseSharedCompilation=false
}

run_tests() {
    local results=artifacts/test-results status=0 passed failed skipped
    rm -rf "$results"
    build
    dotnet test RealmTools.slnx --no-build "${options[@]}" || status=1
    read -r passed failed skipped < <(
        sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)" failed="\([0-9]*\)".*/\1 \2 \3 \4/p' "$results"/*.trx |
            awk '{ passed += $3; failed += $4; skipped += $1 - $2 } END { print passed + 0, failed + 0, skipped + 0 }'
    )
    case " $* " in *" -RequirePowerShell "*) status=1 ;; esac
    [ "$((passed + failed))" -gt 0 ] || status=1
    left_out "the Pester suite, the hosted tests, the compiled help and the package checks"
    echo "$passed passed, $failed failed, $skipped skipped"
    return "$status"
}

case "$task" in
build)
    build
    left_out "the importable module in ./bin and its help"
    ;;
test)
    run_tests "$@"
    ;;
demo)
    [ -d tests/vectors ] || { echo "build: Demo failed: 'tests/vectors' is missing: the demo replays the traces in it." >&2; exit 1; }
    left_out "the PowerShell session of examples/demo.ps1, and replays the recorded conversations instead"
    dotnet run --configuration Release --project src/Agent -- replay tests/vectors --tree
    ;;
bench)
    dotnet run --configuration Release --project benchmarks
    ;;
clean)
    rm -rf artifacts bin en-US BenchmarkDotNet.Artifacts
    ;;
package)
    left_out "the package, which only PowerShell can check" >&2
    exit 1
    ;;
*)
    echo "build: unknown task '$task'; the tasks are Build, Test, Demo, Bench, Package, Clean." >&2
    exit 2
    ;;
esac
