#!/usr/bin/env bash
# Tries Salesforce's own command line against the local Salesforce and fails when an answer is not what the platform's would be.
#
#   tests/support/try-sf.sh [path of sf]
#
# It needs @salesforce/cli (docs/sandbox-sf-cli.md names the version) in a folder of its own: it is no dependency of Tandem.
# The sandbox is started by `tandem sandbox` on free ports and stopped at the end. Nothing outside a temporary folder is written.
set -u -o pipefail

SF=${1:-sf}
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
FAILED=0
TRIED=0

# Salesforce's command line keeps its logins below HOME; telemetry, updates and the system's keychain are left alone.
export HOME="$WORK/home" SF_DISABLE_TELEMETRY=true SF_AUTOUPDATE_DISABLE=true SF_SKIP_NEW_VERSION_CHECK=true
export SF_USE_GENERIC_UNIX_KEYCHAIN=true SF_DISABLE_LOG_FILE=true FORCE_COLOR=0
# Its client goes through a proxy for 127.0.0.1 too when one is set, whatever NO_PROXY says.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
mkdir -p "$HOME"
cd "$WORK" || exit 1

NODE="$ROOT/node_modules/.bin/node"
[ -x "$NODE" ] || NODE=node
"$NODE" "$ROOT/src/main.ts" sandbox --hubspot-port 0 --salesforce-port 0 --seed demo --json >ready.json 2>sandbox.log &
SANDBOX=$!
trap 'kill "$SANDBOX" 2>/dev/null; wait "$SANDBOX" 2>/dev/null; rm -rf "$WORK"' EXIT

value() { "$NODE" -p "const read = JSON.parse(require('fs').readFileSync('ready.json', 'utf8')); $1" 2>/dev/null; }
for _ in $(seq 100); do
  value 'read.salesforce.url' >url.txt && break
  kill -0 "$SANDBOX" 2>/dev/null || { cat sandbox.log; exit 1; }
  sleep 0.2
done
URL=$(cat url.txt)
[ -n "$URL" ] || { echo "the sandbox did not start"; cat sandbox.log; exit 1; }

# expect NAME 'expression over `out` (parsed JSON) or `text`' COMMAND...
expect() {
  local name=$1 wanted=$2
  shift 2
  TRIED=$((TRIED + 1))
  "$SF" "$@" >out.txt 2>err.txt
  local code=$?
  if "$NODE" -e '
    const text = require("fs").readFileSync("out.txt", "utf8")
    let out
    try { out = JSON.parse(text) } catch {}
    const code = Number(process.argv[2])
    process.exit(eval(process.argv[1]) ? 0 : 1)
  ' "$wanted" "$code"; then
    echo "ok      $name"
  else
    FAILED=$((FAILED + 1))
    echo "FAILED  $name (exit $code): sf $*"
    head -c 1500 out.txt err.txt
  fi
}

"$SF" --version

export SF_ACCESS_TOKEN
SF_ACCESS_TOKEN=$(value 'read.salesforce.accessToken')
expect 'logs in with an access token' 'out.status === 0 && out.result.username === "integration@tandem.example"' \
  org login access-token --instance-url "$URL" --no-prompt --alias box --set-default --json
unset SF_ACCESS_TOKEN
value 'read.salesforce.jwtPrivateKey' >key.pem
expect 'logs in with a signed assertion' 'out.status === 0 && out.result.username === "admin@tandem.example"' \
  org login jwt --client-id "$(value 'read.salesforce.clientId')" --jwt-key-file key.pem \
  --username admin@tandem.example --instance-url "$URL" --alias admin --json
expect 'shows the org' 'out.result.connectedStatus === "Connected" && out.result.id.startsWith("00D")' org display -o box --json

expect 'queries' 'out.result.totalSize === 2 && out.result.records[0].Owner.Name.length > 0' \
  data query -o box -q 'SELECT Id, Name, Owner.Name FROM Lead LIMIT 2' --json
expect 'queries into a table' 'code === 0 && /Total number of records retrieved: 2/.test(text) && /OWNER.NAME/.test(text)' \
  data query -o box -q 'SELECT Id, Name, Owner.Name FROM Lead LIMIT 2'
expect 'queries into CSV' 'text.split("\n")[0] === "Id,Name,Owner.Name" && text.trim().split("\n").length === 3' \
  data query -o box -q 'SELECT id, name, owner.name FROM Lead LIMIT 2' --result-format csv
expect 'queries child rows' 'out.result.records.some((row) => row.Contacts?.totalSize > 0)' \
  data query -o box -q 'SELECT Name, (SELECT LastName FROM Contacts) FROM Account' --json
expect 'queries groups' 'code === 0 && /STATUS/.test(text) && / N /.test(text)' \
  data query -o box -q 'SELECT Status, COUNT(Id) n FROM Lead GROUP BY Status'
expect 'counts' 'code === 0 && /Total number of records retrieved: [1-9]/.test(text)' data query -o box -q 'SELECT COUNT() FROM Lead'
expect 'says what is wrong with a query' 'out.name === "INVALID_FIELD" && /Column:12/.test(out.message)' \
  data query -o box -q 'SELECT Id, Nope FROM Lead' --json
expect 'queries the Tooling API' 'out.status === 0' data query -o box -t -q 'SELECT Id FROM CustomField' --json

expect 'creates a record' 'out.result.success === true && out.result.id.startsWith("00Q")' \
  data create record -o box -s Lead -v "LastName=Line Company=Acme Email=line@acme.test" --json
expect 'searches' 'code === 0 && /Line/.test(text)' data search -o box -q 'FIND {line@acme.test} IN EMAIL FIELDS RETURNING Lead(Name)'
expect 'gets a record by a field' 'out.result.LastName === "Line" && out.result.Company === "Acme"' \
  data get record -o box -s Lead -w "Email='line@acme.test'" --json
expect 'updates a record' 'out.result.success === true' \
  data update record -o box -s Lead -w "Email='line@acme.test'" -v 'Title=Head' --json
expect 'reads what it wrote' 'out.result.records[0].Title === "Head"' \
  data query -o box -q "SELECT Title FROM Lead WHERE Email = 'line@acme.test'" --json
expect 'deletes a record' 'out.result.success === true' data delete record -o box -s Lead -w "Email='line@acme.test'" --json
expect 'does not find it any more' 'out.status === 1 && /No matching record/.test(out.message)' \
  data get record -o box -s Lead -w "Email='line@acme.test'" --json
expect 'finds it among all rows' 'out.result.records[0].IsDeleted === true' \
  data query -o box --all-rows -q "SELECT IsDeleted FROM Lead WHERE Email = 'line@acme.test'" --json

printf 'LastName,Company,Email\nBulk A,Acme,a@bulk.test\nBulk B,Acme,b@bulk.test\n' >leads.csv
expect 'imports in bulk' 'out.result.processedRecords === 2 && out.result.successfulRecords === 2' \
  data import bulk -o box -s Lead -f leads.csv --wait 2 --json
expect 'exports in bulk' 'out.result.totalSize === 2' \
  data export bulk -o box -q "SELECT Id, LastName FROM Lead WHERE Company = 'Acme' AND Email LIKE '%@bulk.test'" \
  --output-file exported.csv --result-format csv --wait 2 --json
"$NODE" -e '
  const fs = require("fs")
  const ids = fs.existsSync("exported.csv") ? fs.readFileSync("exported.csv", "utf8").match(/00Q\w{15}/g) ?? [] : []
  fs.writeFileSync("titles.csv", ["Id,Title", ...ids.map((id) => `${id},Bulk`)].join("\n") + "\n")
  fs.writeFileSync("ids.csv", ["Id", ...ids].join("\n") + "\n")
'
expect 'upserts in bulk' 'out.result.jobInfo.numberRecordsProcessed === 2 && out.result.jobInfo.numberRecordsFailed === 0' \
  data upsert bulk -o box -s Lead -i Id -f titles.csv --wait 2 --json
expect 'finds the upserted' 'out.result.totalSize === 2' data query -o box -q "SELECT Id FROM Lead WHERE Title = 'Bulk'" --json
expect 'updates in bulk' 'out.result.processedRecords === 2 && out.result.failedRecords === 0' \
  data update bulk -o box -s Lead -f titles.csv --wait 2 --json
expect 'deletes in bulk' 'out.result.jobInfo.numberRecordsProcessed === 2 && out.result.jobInfo.numberRecordsFailed === 0' \
  data delete bulk -o box -s Lead -f ids.csv --wait 2 --json
printf 'Company,Email\nAcme,c@bulk.test\n' >bad.csv
expect 'tells of a row that bulk refused' 'out.status !== 0 || out.result.failedRecords === 1' \
  data import bulk -o box -s Lead -f bad.csv --wait 2 --json

printf '{"records":[{"attributes":{"type":"Account","referenceId":"a1"},"Name":"Tree"}]}' >tree.json
expect 'imports a tree' 'out.result[0].id.startsWith("001")' data import tree -o box -f tree.json --json

expect 'lists objects' 'out.result.includes("Lead") && out.result.includes("Opportunity")' sobject list -o box --json
expect 'describes an object' 'out.result.name === "Lead" && out.result.fields.some((field) => field.name === "Company")' \
  sobject describe -o box -s Lead --json
expect 'lists limits' 'out.result.find((limit) => limit.name === "DailyApiRequests").remaining > 0' org list limits -o box --json

echo "$((TRIED - FAILED)) of $TRIED right"
[ "$FAILED" -eq 0 ]
