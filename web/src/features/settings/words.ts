import type { Permission, Role } from '#domain/access.ts'

export const ROLE_WORDS: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  admin: { name: 'Administrator', may: 'Everything: set up, repair, invite others' },
  marketer: { name: 'Marketer', may: 'Reads everything and imports costs and touches' },
  rep: { name: 'Sales rep', may: 'Reads everything and works own leads' },
  viewer: { name: 'Viewer', may: 'Reads everything, changes nothing' },
}

export const PERMISSION_WORDS: Readonly<Record<Permission, { readonly name: string; readonly may: string }>> = {
  read: { name: 'Read', may: 'See everything of a connection' },
  'work-leads': { name: 'Work leads', may: 'Accept, give back and pass on your own leads' },
  'work-all-leads': { name: 'Work everybody’s leads', may: 'With “Work leads”: not your own alone' },
  import: { name: 'Import', may: 'Costs and touches from files' },
  operate: { name: 'Operate', may: 'Retry, resolve, sync now, backfill' },
  configure: { name: 'Configure', may: 'Save and roll back the configuration' },
  administer: { name: 'Administer', may: 'People, tokens, audit log and queues' },
}

/** What somebody reaches, in names. */
export function reachWords(
  reach: 'all' | readonly string[],
  known: readonly { readonly id: string; readonly name: string }[],
): string {
  if (reach === 'all') return 'All connections'
  if (reach.length === 0) return 'None'
  return reach.map((id) => known.find((one) => one.id === id)?.name ?? id).join(', ')
}

/** The browser and the system in a few words: nobody reads the whole string. */
export function browserWords(agent: string | null): string {
  if (agent === null) return 'Unknown browser'
  const name = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Another program'
  const system = /Windows/.test(agent)
    ? 'Windows'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Android/.test(agent)
        ? 'Android'
        : /Mac OS X/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : null
  return system === null ? name : `${name} on ${system}`
}
