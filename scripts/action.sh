#!/usr/bin/env bash
# What the GitHub Action runs. Its inputs come as variables, never as text of the script, so that none of them runs as code.
set -euo pipefail

if [ -n "${MAIL_CONFIG_LINT_COMMAND:-}" ]; then
  read -ra command <<< "$MAIL_CONFIG_LINT_COMMAND"
else
  command=(npx --yes "mail-config-lint@$INPUT_VERSION")
fi
mapfile -t arguments < <(printf '%s' "$INPUT_ARGUMENTS" | grep -v '^[[:space:]]*$' || true)
mapfile -t paths < <(printf '%s\n' "$INPUT_PATH" | grep -v '^[[:space:]]*$' || true)

if [ -n "$INPUT_SARIF_FILE" ]; then
  "${command[@]}" "${arguments[@]}" --format sarif --fail-on never -- "${paths[@]}" > "$INPUT_SARIF_FILE"
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  "${command[@]}" "${arguments[@]}" --format markdown --fail-on never -- "${paths[@]}" >> "$GITHUB_STEP_SUMMARY"
fi
exec "${command[@]}" "${arguments[@]}" --format github --fail-on "$INPUT_FAIL_ON" -- "${paths[@]}"
