import type { ApiResponse, Call } from './api.ts'

export const OLDEST_VERSION = 31
export const NEWEST_VERSION = 68

const SEASONS = ["Spring '", "Summer '", "Winter '"] as const

/** v66 is Spring '26; three releases a year, and winter's is named after the year to come. */
function label(version: number): string {
  const season = (((version - 66) % 3) + 3) % 3
  const year = 26 + Math.floor((version - 66) / 3) + (season === 2 ? 1 : 0)
  return `${SEASONS[season]}${year}`
}

/** Supported versions: 31.0 to 68.0 (Winter '27). https://help.salesforce.com/s/articleView?id=005321531 */
export function versions(): ApiResponse {
  const body = []
  for (let version = OLDEST_VERSION; version <= NEWEST_VERSION; version += 1) {
    body.push({ label: label(version), url: `/services/data/v${version}.0`, version: `${version}.0` })
  }
  return { status: 200, body }
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-discoveryresource.html */
export function resources(call: Call): ApiResponse {
  const base = `/services/data/v${call.version}`
  const names = ['tooling', 'query', 'queryAll', 'sobjects', 'composite', 'limits', 'recent', 'search', 'jobs']
  const organizationId = String([...call.org.table('Organization').rows()][0]?.['Id'])
  return {
    status: 200,
    body: {
      ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])),
      identity: `${call.request.baseUrl}/id/${organizationId}/${call.userId}`,
    },
  }
}
