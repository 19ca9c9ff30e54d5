#!/usr/bin/env pwsh
#Requires -Version 7.2
<#
.SYNOPSIS
From nothing to running on Azure. The twin of deploy.sh; docs/deploy.md explains both.
.PARAMETER ResourceGroup
Where to deploy.
.PARAMETER Environment
Parameters are infra/main.NAME.bicepparam.
.PARAMETER Location
Makes the resource group there, if it does not exist.
.PARAMETER Package
native: one executable, on Linux x64 only. composite: ReadyToRun, from any machine. Without it, what this machine can make.
.PARAMETER Zip
Deploys this package instead of making one.
.PARAMETER Parameter
Overrides parameters, each as NAME=VALUE.
.PARAMETER ShowChanges
Shows what the deployment would change, and changes nothing; also -WhatIf.
.PARAMETER AppOnly
Leaves the infrastructure as it is: package, upload, check.
.PARAMETER PackageOnly
Writes artifacts/followup.zip; needs no Azure.
#>
param(
    [string] $ResourceGroup,
    [string] $Environment = 'dev',
    [string] $Location,
    [ValidateSet('native', 'composite')] [string] $Package,
    [string] $Zip,
    [string[]] $Parameter = @(),
    [Alias('WhatIf')] [switch] $ShowChanges,
    [switch] $AppOnly,
    [switch] $PackageOnly
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

function Stop-Deploy([string] $Why) {
    [Console]::Error.WriteLine("deploy.ps1: $Why")
    exit 1
}

function Write-Step([string] $Step) { Write-Output "== $Step" }

# Calls the Azure CLI and ends everything when it fails; returns its lines.
function Invoke-Az {
    $lines = & az @args
    if ($LASTEXITCODE -ne 0) { Stop-Deploy "az $($args[0..2] -join ' ') failed." }
    return $lines
}

if ($Zip) {
    if (-not (Test-Path $Zip)) { Stop-Deploy "there is no package $Zip." }
    $Zip = (Resolve-Path $Zip).Path
}

Set-Location $PSScriptRoot
$parameters = "infra/main.$Environment.bicepparam"
$deployment = "followup-$Environment"
$overrides = @($Parameter | ForEach-Object { '--parameters'; $_ })
$waitSeconds = if ($env:FOLLOWUP_WAIT_SECONDS) { [int] $env:FOLLOWUP_WAIT_SECONDS } else { 300 }
if (-not $PackageOnly) {
    if (-not $ResourceGroup) { Stop-Deploy '-ResourceGroup is missing (Get-Help ./deploy.ps1).' }
    if (-not (Test-Path $parameters)) { Stop-Deploy "there is no $parameters; -Environment is dev or prod, or add a file." }
}

# The zip must say that the program may be executed, on Windows too.
function Write-Zip([string] $Folder, [string] $File) {
    $archive = [IO.Compression.ZipFile]::Open($File, 'Create')
    try {
        foreach ($path in Get-ChildItem $Folder -Recurse -File | Where-Object Extension -NotIn '.dbg', '.pdb', '.xml') {
            $name = [IO.Path]::GetRelativePath($Folder, $path.FullName).Replace('\', '/')
            $entry = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($archive, $path.FullName, $name)
            $mode = if ($name -eq 'FollowUp.Functions') { 0x81ED } else { 0x81A4 }
            $entry.ExternalAttributes = [BitConverter]::ToInt32([BitConverter]::GetBytes([uint32]($mode * 65536L)), 0)
        }
    }
    finally { $archive.Dispose() }
}

$canBeNative = $IsLinux -and [Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'X64'
$kind = if ($Package) { $Package } elseif ($canBeNative) { 'native' } else { 'composite' }

function New-Package {
    Write-Step "package ($kind)"
    Remove-Item artifacts/package, artifacts/followup.zip -Recurse -Force -ErrorAction Ignore
    if ($kind -eq 'native') {
        if (-not $canBeNative) {
            Stop-Deploy 'a native package is made on Linux x64 only; use -Package composite here.'
        }
        & dotnet publish FollowUp.Functions -c Release -r linux-x64 -o artifacts/package | Out-Host
    }
    else {
        & dotnet publish FollowUp.Functions -c Release -r linux-x64 -o artifacts/package --self-contained `
            '-p:PublishAot=false' '-p:PublishReadyToRun=true' '-p:PublishReadyToRunComposite=true' | Out-Host
    }
    if ($LASTEXITCODE -ne 0) { Stop-Deploy 'dotnet publish failed.' }
    $script:Zip = Join-Path $PWD 'artifacts/followup.zip'
    Write-Zip (Join-Path $PWD 'artifacts/package') $Zip
    Write-Output "${Zip}: $([int]((Get-Item $Zip).Length / 1024)) KiB"
}

function Get-DeploymentOutput([string] $Name) {
    Invoke-Az deployment group show --resource-group $ResourceGroup --name $deployment --query "properties.outputs.$Name.value" --output tsv
}

# What is there is never touched: a new pepper would make every stored key unreadable.
function New-MissingSecret([string] $Vault, [string[]] $Names) {
    $left = $waitSeconds
    while ($true) {
        # Only a list that was read says that a name is missing; a grant made a moment ago may take minutes to hold.
        $present = @(& az keyvault secret list --vault-name $Vault --query '[].name' --output tsv)
        if ($LASTEXITCODE -eq 0) { break }
        if ($left -le 0) { Stop-Deploy "the secrets of $Vault cannot be listed; see the error above. Nothing was made." }
        Start-Sleep -Seconds 10
        $left -= 10
    }

    foreach ($name in $Names | Where-Object { $_ -notin $present }) {
        $file = [IO.Path]::GetTempFileName()
        try {
            # A file and not an argument: arguments are visible to every process of the machine.
            [IO.File]::WriteAllText($file, [Convert]::ToBase64String([Security.Cryptography.RandomNumberGenerator]::GetBytes(32)))
            Invoke-Az keyvault secret set --vault-name $Vault --name $name --file $file --encoding utf-8 --output none
            "made $name"
        }
        finally { Remove-Item $file }
    }
}

function Send-Package {
    Write-Step 'upload'
    & az functionapp deployment source config-zip --resource-group $ResourceGroup --name $app --src $Zip --output none
    if ($LASTEXITCODE -eq 0) { return }
    [Console]::Error.WriteLine('One-deploy refused the package; it goes to the container of the app instead.')
    Invoke-Az storage blob upload --account-name $account --container-name app-package --name released-package.zip `
        --file $Zip --auth-mode login --overwrite --output none
    Invoke-Az rest --method post --url "$site/syncfunctiontriggers?api-version=2025-03-01" --output none
    Invoke-Az functionapp restart --resource-group $ResourceGroup --name $app --output none
}

function Get-PackagedFunction {
    $archive = [IO.Compression.ZipFile]::OpenRead($Zip)
    try { @($archive.Entries.FullName | Where-Object { $_ -match '^[^/]+/function\.json$' } | ForEach-Object { $_.Split('/')[0] } | Sort-Object) }
    finally { $archive.Dispose() }
}

# The checks return what is wrong, or nothing.
function Test-Listed {
    $expected = @(Get-PackagedFunction)
    if ($expected.Count -eq 0) { return "$Zip holds no function.json." }
    $listed = @(& az functionapp function list --resource-group $ResourceGroup --name $app --query '[].name' --output tsv | ForEach-Object { $_.Split('/')[-1] })
    $missing = $expected | Where-Object { $_ -notin $listed }
    $extra = $listed | Where-Object { $_ -notin $expected }
    if ($missing -or $extra) { "The app does not list the functions of the package. Missing: $($missing -join ' '). Too many: $($extra -join ' ')." }
}

function Test-Loaded {
    $bad = foreach ($name in Get-PackagedFunction) {
        $errors = & az rest --method get --url "$site/hostruntime/admin/functions/$name/status?api-version=2025-03-01" --query errors --output tsv
        if ($LASTEXITCODE -ne 0) { $errors = 'no status' }
        if ($errors) { "$name ($errors)" }
    }
    if ($bad) { "The host could not load: $($bad -join ' ')." }
}

# The first two pages are written by our program, whatever their status; the third is guarded by the host.
function Test-Answer([string] $Path, [string[]] $Wanted) {
    $page = [IO.Path]::GetTempFileName()
    try {
        $status = & curl --silent --show-error --max-time 30 --output $page --write-out '%{http_code}' "https://$appHost$Path"
        $ours = $Path -eq '/api/v1/dead-letters' -or ([IO.File]::ReadAllText($page) -match '<html')
        if ($status -notin $Wanted -or -not $ours) { "https://$appHost$Path answers $status instead of a page with $($Wanted -join ' or ')." }
    }
    finally { Remove-Item $page }
}

function Wait-For([scriptblock] $Check) {
    $left = $waitSeconds
    while ($problem = & $Check) {
        if ($left -le 0) { Stop-Deploy $problem }
        Start-Sleep -Seconds 10
        $left -= 10
    }
}

if ($PackageOnly) {
    New-Package
    exit 0
}

if (-not (Get-Command az -ErrorAction Ignore)) { Stop-Deploy 'the Azure CLI is missing: https://aka.ms/azure-cli' }
& az account show --output none
if ($LASTEXITCODE -ne 0) { Stop-Deploy 'sign in first: az login' }

if ($ShowChanges) {
    Invoke-Az deployment group what-if --resource-group $ResourceGroup --name $deployment --parameters $parameters @overrides
    exit 0
}

if (-not $Zip) { New-Package }

if ($AppOnly) {
    # The last deployment of this template, whoever made it.
    $deployment = Invoke-Az deployment group list --resource-group $ResourceGroup --output tsv `
        --query "sort_by([?properties.provisioningState=='Succeeded' && properties.outputs.functionAppName], &properties.timestamp)[-1].name"
    if (-not $deployment) { Stop-Deploy "nothing has been deployed to $ResourceGroup yet; leave out -AppOnly." }
}
else {
    Write-Step 'infrastructure'
    if ($Location) { Invoke-Az group create --name $ResourceGroup --location $Location --output none }
    Invoke-Az deployment group create --resource-group $ResourceGroup --name $deployment --parameters $parameters @overrides --output none
}

$app = Get-DeploymentOutput functionAppName
$appHost = Get-DeploymentOutput functionAppHostName
$account = Get-DeploymentOutput storageAccountName
$site = Invoke-Az functionapp show --resource-group $ResourceGroup --name $app --query id --output tsv

Write-Step 'secrets'
$names = @(Get-DeploymentOutput secretNames | Where-Object { $_ })
if ($names.Count -eq 0) { Stop-Deploy 'the deployment names no secrets.' }
$made = @(New-MissingSecret (Get-DeploymentOutput vaultName) $names)
if ($made.Count -gt 0) {
    $made
    # References that found nothing are not read again by themselves for a day.
    Invoke-Az rest --method post --url "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none
}

Send-Package

Write-Step 'check'
Wait-For { Test-Listed }
Wait-For { Test-Loaded }
Wait-For { Test-Answer '/r/check' '200', '404', '410' }
Wait-For { Test-Answer '/desk' '200', '302', '401' }
Wait-For { Test-Answer '/api/v1/dead-letters' '401' }
Write-Output 'Every function is listed and loaded; the pages answer.'

Write-Step 'done'
Write-Output "Desk    https://$appHost/desk"
Write-Output "Mails   from $(Get-DeploymentOutput senderAddress)"
$client = Get-DeploymentOutput callPlatformClientId
if ($client) { Write-Output "Events  to the queues call-closed and call-updates of $account, with the identity $client" }
