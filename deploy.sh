#!/usr/bin/env bash
# From nothing to running on Azure. deploy.ps1 is its twin; docs/deploy.md explains both.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: ./deploy.sh --resource-group NAME [options]
       ./deploy.sh --package-only [--package native|composite]

  --resource-group NAME   where to deploy
  --environment NAME      parameters are infra/main.NAME.bicepparam (dev)
  --location REGION       makes the resource group there, if it does not exist
  --package KIND          native: one executable, on Linux x64 only; composite: ReadyToRun, from any machine (what this machine can make)
  --zip FILE              deploys this package instead of making one
  --parameter NAME=VALUE  overrides a parameter; may be repeated
  --what-if               shows what the deployment would change, and changes nothing
  --app-only              leaves the infrastructure as it is: package, upload, check
  --package-only          writes artifacts/followup.zip; needs no Azure
HELP
}

die() { echo "deploy.sh: $*" >&2; exit 1; }
say() { echo "== $*"; }

group='' environment=dev location='' kind='' zip='' what_if=false app_only=false package_only=false overrides=()
while [ $# -gt 0 ]; do
  case $1 in
    --resource-group | --environment | --location | --package | --zip | --parameter)
      [ $# -ge 2 ] || die "$1 needs a value."
      case $1 in
        --resource-group) group=$2 ;;
        --environment) environment=$2 ;;
        --location) location=$2 ;;
        --package) kind=$2 ;;
        --zip) zip=$(realpath "$2") ;;
        --parameter) overrides+=(--parameters "$2") ;;
      esac
      shift 2
      ;;
    --what-if) what_if=true; shift ;;
    --app-only) app_only=true; shift ;;
    --package-only) package_only=true; shift ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; die "unknown option $1." ;;
  esac
done

cd "$(dirname "$0")"
parameters=infra/main.$environment.bicepparam
deployment=followup-$environment
can_native() { [ "$(uname -sm)" = 'Linux x86_64' ]; }
[ -n "$kind" ] || { can_native && kind=native || kind=composite; }
[ "$kind" = native ] || [ "$kind" = composite ] || die "--package is native or composite."
[ -z "$zip" ] || [ -f "$zip" ] || die "there is no package $zip."
$package_only || [ -n "$group" ] || die "--resource-group is missing (--help)."
$package_only || [ -f "$parameters" ] || die "there is no $parameters; --environment is dev or prod, or add a file."

make_package() {
  say "package ($kind)"
  command -v zip >/dev/null || die "zip is missing; it keeps the executable's permission."
  rm -rf artifacts/package artifacts/followup.zip
  if [ "$kind" = native ]; then
    can_native || die "a native package is made on Linux x64 only; use --package composite here."
    dotnet publish FollowUp.Functions -c Release -r linux-x64 -o artifacts/package
  else
    dotnet publish FollowUp.Functions -c Release -r linux-x64 -o artifacts/package --self-contained \
      -p:PublishAot=false -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true
  fi
  chmod 755 artifacts/package/FollowUp.Functions
  (cd artifacts/package && zip -q -r -X -D ../followup.zip . -x '*.dbg' '*.pdb' '*.xml')
  zip=$PWD/artifacts/followup.zip
  echo "$zip: $(($(wc -c <"$zip") / 1024)) KiB"
}

output() { az deployment group show --resource-group "$group" --name "$deployment" --query "properties.outputs.$1.value" --output tsv; }

# Runs a check again and again until it holds or the time is over; its last words say what is wrong.
wait_for() {
  local left=${FOLLOWUP_WAIT_SECONDS:-300} pause=10 problem
  until problem=$("$@"); do
    [ "$left" -gt 0 ] || die "$problem"
    sleep "$pause"
    left=$((left - pause))
  done
}

upload() {
  say 'upload'
  if az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$zip" --output none; then return; fi
  echo 'One-deploy refused the package; it goes to the container of the app instead.' >&2
  az storage blob upload --account-name "$account" --container-name app-package --name released-package.zip \
    --file "$zip" --auth-mode login --overwrite --output none
  az rest --method post --url "$site/syncfunctiontriggers?api-version=2025-03-01" --output none
  az functionapp restart --resource-group "$group" --name "$app" --output none
}

functions_listed() {
  local expected listed
  expected=$(unzip -Z1 "$zip" | sed -n 's|^\([^/]*\)/function.json$|\1|p' | sort)
  [ -n "$expected" ] || { echo "$zip holds no function.json."; return 1; }
  listed=$(az functionapp function list --resource-group "$group" --name "$app" --query '[].name' --output tsv | sed 's|.*/||' | sort)
  [ "$expected" = "$listed" ] && return
  echo "The app does not list the functions of the package. Missing: $(comm -23 <(echo "$expected") <(echo "$listed") | xargs). Too many: $(comm -13 <(echo "$expected") <(echo "$listed") | xargs)."
  return 1
}

functions_loaded() {
  local name errors bad=''
  for name in $(unzip -Z1 "$zip" | sed -n 's|^\([^/]*\)/function.json$|\1|p' | sort); do
    errors=$(az rest --method get --url "$site/hostruntime/admin/functions/$name/status?api-version=2025-03-01" --query 'errors' --output tsv) || errors='no status'
    [ -z "$errors" ] || bad="$bad $name ($errors)"
  done
  [ -z "$bad" ] && return
  echo "The host could not load:$bad."
  return 1
}

# The first two pages are written by our program, whatever their status; the third is guarded by the host.
answers() {
  local path=$1 wanted=$2 page status
  page=$(mktemp)
  status=$(curl --silent --show-error --max-time 30 --output "$page" --write-out '%{http_code}' "https://$host$path") || status=000
  if [[ $status =~ ^($wanted)$ ]] && { [ "$path" = /api/v1/dead-letters ] || grep -qi '<html' "$page"; }; then rm -f "$page"; return; fi
  rm -f "$page"
  echo "https://$host$path answers $status instead of a page with ${wanted//|/ or }."
  return 1
}

check() {
  say 'check'
  wait_for functions_listed
  wait_for functions_loaded
  wait_for answers /r/check '200|404|410'
  wait_for answers /desk '200|302|401'
  wait_for answers /api/v1/dead-letters 401
  echo 'Every function is listed and loaded; the pages answer.'
}

if $package_only; then
  make_package
  exit 0
fi

command -v az >/dev/null || die 'the Azure CLI is missing: https://aka.ms/azure-cli'
az account show --output none || die 'sign in first: az login'

if $what_if; then
  az deployment group what-if --resource-group "$group" --name "$deployment" --parameters "$parameters" ${overrides[@]+"${overrides[@]}"}
  exit 0
fi

[ -n "$zip" ] || make_package

if $app_only; then
  # The last deployment of this template, whoever made it.
  deployment=$(az deployment group list --resource-group "$group" --output tsv \
    --query "sort_by([?properties.provisioningState=='Succeeded' && properties.outputs.functionAppName], &properties.timestamp)[-1].name")
  [ -n "$deployment" ] || die "nothing has been deployed to $group yet; leave out --app-only."
else
  say 'infrastructure'
  if [ -n "$location" ]; then az group create --name "$group" --location "$location" --output none; fi
  az deployment group create --resource-group "$group" --name "$deployment" --parameters "$parameters" ${overrides[@]+"${overrides[@]}"} --output none
fi

app=$(output functionAppName) host=$(output functionAppHostName) account=$(output storageAccountName)
site=$(az functionapp show --resource-group "$group" --name "$app" --query id --output tsv)

say 'secrets'
names=$(output secretNames)
[ -n "$names" ] || die 'the deployment names no secrets.'
# shellcheck disable=SC2086 # one word each
made=$(infra/make-secrets.sh "$(output vaultName)" $names)
if [ -n "$made" ]; then
  echo "$made"
  # References that found nothing are not read again by themselves for a day.
  az rest --method post --url "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none
fi

upload
check

say 'done'
echo "Desk    https://$host/desk"
echo "Mails   from $(output senderAddress)"
client=$(output callPlatformClientId)
[ -z "$client" ] || echo "Events  to the queues call-closed and call-updates of $account, with the identity $client"
