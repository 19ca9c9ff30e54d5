#!/usr/bin/env bash
# Makes the secrets that are missing in the vault: random, straight from this process into the vault, printed nowhere.
# What is there is never touched: a new pepper would make every stored key unreadable.
#   infra/make-secrets.sh VAULT NAME...
# Prints "made NAME" for each secret it made.
set -euo pipefail

vault=$1
shift
wait=${FOLLOWUP_WAIT_SECONDS:-300}
pause=10

# A grant made a moment ago may take minutes to hold. Only a list that was read says that a name is missing.
until present=$(az keyvault secret list --vault-name "$vault" --query '[].name' --output tsv); do
  [ "$wait" -gt 0 ] || { echo "The secrets of $vault cannot be listed; see the error above. Nothing was made." >&2; exit 1; }
  echo "Waiting for the right to read $vault ..." >&2
  sleep "$pause"
  wait=$((wait - pause))
done

value=$(mktemp)
trap 'rm -f "$value"' EXIT
chmod 600 "$value"
for name in "$@"; do
  if grep -qxF "$name" <<<"$present"; then continue; fi
  # A file and not an argument: arguments are visible to every process of the machine.
  head -c 32 /dev/urandom | base64 | tr -d '\n' >"$value"
  az keyvault secret set --vault-name "$vault" --name "$name" --file "$value" --encoding utf-8 --output none
  echo "made $name"
done
