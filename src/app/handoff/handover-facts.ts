import { RemoteError } from '#domain/errors.ts'
import type { Rep } from '#domain/routing/types.ts'
import type { RemoteOwner } from '#ports/connector/account.ts'
import type { FieldOption } from '#ports/connector/schema.ts'
import type { Scope } from '../scope.ts'

/** A part that a platform did not tell, with its words. */
interface UnreadPart {
  readonly part: string
  readonly message: string
  readonly remedy: string
}

/** A record type of the org, by the name that a configuration has for it. */
interface RecordType {
  readonly object: string
  readonly name: string
  readonly label: string
}

/** Objects whose records Tandem may make. */
const MADE = ['Lead', 'Opportunity', 'Account', 'Task', 'Campaign']

/** What rules of handover and routing, and the settings of the sync, can name. A part that is null could not be read. */
export interface HandoverFacts {
  readonly users: readonly Rep[] | null
  readonly queues: readonly string[] | null
  readonly lists: readonly { readonly id: string; readonly name: string; readonly size: number }[] | null
  readonly stages: readonly FieldOption[] | null
  readonly leadStatuses: readonly FieldOption[] | null
  readonly opportunityStages: readonly FieldOption[] | null
  /** People of HubSpot whose e-mail is known. */
  readonly hubspotOwners: readonly { readonly email: string; readonly name: string; readonly active: boolean }[] | null
  readonly recordTypes: readonly RecordType[] | null
  readonly campaigns: readonly string[]
  readonly unread: readonly UnreadPart[]
}

/** Asks both platforms; what one of them does not tell is named, and the rest is there all the same. */
export async function handoverFacts(scope: Scope): Promise<HandoverFacts> {
  const unread: UnreadPart[] = []
  const asked = async <T>(part: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error
      unread.push({ part, message: error.message, remedy: error.remedy })
      return null
    }
  }
  const { hubspot, salesforce, store, connection } = scope
  const [users, queues, lists, stages, leadStatuses, opportunityStages, owners, recordTypes, campaigns] =
    await Promise.all([
      asked('Salesforce users', async () => [...(await scope.reps()).byId.values()]),
      asked('queues', async () => [...(await scope.queues()).keys()].toSorted()),
      asked('HubSpot lists', () => hubspot.lists('contacts')),
      asked('lifecycle stages', () => optionsOf(hubspot, 'contacts', 'lifecyclestage')),
      asked('Lead Statuses', () => optionsOf(salesforce, 'Lead', 'Status')),
      asked('stages of opportunities', () => optionsOf(salesforce, 'Opportunity', 'StageName')),
      asked('HubSpot owners', () => hubspot.owners()),
      asked('record types', () => recordTypesOf(salesforce)),
      store.campaigns.list(connection.id),
    ])
  return {
    users: users?.toSorted((a, b) => (a.name < b.name ? -1 : 1)) ?? null,
    queues,
    lists,
    stages,
    leadStatuses,
    opportunityStages,
    hubspotOwners: owners === null ? null : oneForEachAddress(owners),
    recordTypes,
    campaigns: [...new Set(campaigns.map(({ name }) => name))].toSorted(),
    unread,
  }
}

/** Who left and came back is an owner twice, with one e-mail: the active one is meant. */
function oneForEachAddress(owners: readonly RemoteOwner[]): NonNullable<HandoverFacts['hubspotOwners']> {
  const known = new Map<string, { readonly email: string; readonly name: string; readonly active: boolean }>()
  for (const { email, name, active } of owners)
    if (email !== null && known.get(email)?.active !== true) known.set(email, { email, name, active })
  return [...known.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function optionsOf(
  side: Scope['hubspot'] | Scope['salesforce'],
  object: string,
  field: string,
): Promise<readonly FieldOption[]> {
  const schema = await side.describe(object)
  return (schema.fields[field]?.options ?? []).filter(({ active }) => active)
}

async function recordTypesOf(salesforce: Scope['salesforce']): Promise<readonly RecordType[]> {
  const found = await salesforce.findBy({
    object: 'RecordType',
    field: 'SobjectType',
    values: MADE,
    fields: ['DeveloperName', 'Name', 'SobjectType', 'IsActive'],
  })
  return found.flatMap(({ values }) => {
    const { DeveloperName: name, Name: label, SobjectType: object, IsActive: active } = values
    return typeof name === 'string' && typeof object === 'string' && active !== 'false'
      ? [{ object, name, label: label ?? name }]
      : []
  })
}
