import { judge, specsAreThere } from './hubspot-contract.ts'
import { disagreements, recordedTraffic } from './traffic.ts'

/**
 * Judges what sandboxes recorded into a folder with SANDBOX_RECORD:
 *   check-traffic.ts FOLDER
 * Every sandbox's own counter must agree with its file, and the HubSpot exchanges must pass HubSpot's OpenAPI files.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('check-traffic.ts wants the folder that SANDBOX_RECORD named')
const traffic = await recordedTraffic(folder)
const complaints = [...disagreements(traffic)]
const say = (line: string) => process.stdout.write(`${line}\n`)

const sumOf = (crm: string): number =>
  traffic.filter((part) => part.crm === crm).reduce((total, { exchanges }) => total + exchanges, 0)
const dropped = traffic.reduce((total, { count }) => total + (count?.dropped ?? 0), 0)
say(
  `${traffic.length} sandboxes answered ${sumOf('hubspot')} HubSpot and ${sumOf('salesforce')} Salesforce calls, and cut ${dropped} on purpose`,
)
if (sumOf('hubspot') === 0 || sumOf('salesforce') === 0)
  complaints.push(`${folder} holds no traffic of one of the CRMs`)

if (specsAreThere()) {
  const verdict = await judge(traffic.filter(({ crm }) => crm === 'hubspot').map(({ file }) => file))
  const { exchanges, violations, unknownOperations } = verdict
  say(
    `HubSpot's OpenAPI files: ${exchanges} exchanges, ${violations} violations, ${unknownOperations} unknown operations`,
  )
  if (violations > 0 || unknownOperations > 0) complaints.push(verdict.report)
  if (exchanges !== sumOf('hubspot')) complaints.push(`${exchanges} exchanges were judged, not ${sumOf('hubspot')}`)
} else say('SKIPPED: no ../shared, so the traffic was not judged by the OpenAPI files of HubSpot')

for (const complaint of complaints) say(complaint)
process.exitCode = complaints.length === 0 ? 0 : 1
