import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { RemoteAccess, RemoteAccount, RemoteRight } from '#ports/connector/account.ts'
import type { Clock } from '#ports/clock.ts'
import { asProbe } from '../shared/lane.ts'
import type { Call, HubSpotClient } from './client.ts'
import { searchBody } from './lists.ts'

interface Scope {
  readonly name: string
  readonly label: string
  readonly onlyFor: string | null
  /** The smallest read that needs it. */
  readonly asks: Call
}

const one = { limit: '1' }
const records = (object: string): Call => ({ method: 'GET', area: 'objects', rest: `/${object}`, query: one })

/**
 * Scopes by their names in HubSpot, each with a read that is refused without it. A service key or app token tells its scopes in no
 * other way: introspection is for apps that sign in by OAuth. https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes (read 2026-11-22)
 */
const SCOPES: readonly Scope[] = [
  { name: 'crm.objects.contacts.read', label: 'Contacts', onlyFor: null, asks: records('contacts') },
  {
    name: 'crm.schemas.contacts.read',
    label: 'Contact properties',
    onlyFor: null,
    asks: { method: 'GET', area: 'properties', rest: '/contacts' },
  },
  { name: 'crm.objects.deals.read', label: 'Deals', onlyFor: null, asks: records('deals') },
  {
    name: 'crm.objects.companies.read',
    label: 'Companies',
    onlyFor: 'companies and accounts',
    asks: records('companies'),
  },
  {
    name: 'crm.objects.owners.read',
    label: 'Owners',
    onlyFor: 'owners of records',
    asks: { method: 'GET', area: 'owners', rest: '', query: one },
  },
  {
    name: 'crm.lists.read',
    label: 'Lists',
    onlyFor: 'who enters by a list, and members of campaigns',
    asks: { method: 'POST', area: 'lists', rest: '/search', body: searchBody({ listIds: [] }, 0, 1) },
  },
  {
    name: 'marketing.campaigns.read',
    label: 'Campaigns',
    onlyFor: 'campaigns and what they cost',
    asks: { method: 'GET', area: 'campaigns', rest: '', query: one },
  },
]

const REFUSED: ReadonlySet<number> = new Set([403, 404])

/** @throws RemoteError when the token itself is refused, or HubSpot does not answer. */
export async function readAccess(client: HubSpotClient, account: RemoteAccount, clock: Clock): Promise<RemoteAccess> {
  const asked = await Promise.all(SCOPES.map((scope) => ask(client, scope)))
  const serverTime = asked.find((answer) => answer.serverTime !== null)?.serverTime ?? null
  return {
    account,
    user: null,
    rights: asked.map(({ right }) => right),
    clockAheadMs: serverTime === null ? null : serverTime - clock.now(),
  }
}

async function ask(
  client: HubSpotClient,
  { asks, ...scope }: Scope,
): Promise<{ readonly right: RemoteRight; readonly serverTime: number | null }> {
  const right = { ...scope, needs: ['read'] as const }
  try {
    const { serverTime } = await asProbe(() => client.read(asks, z.unknown()))
    return { right: { ...right, missing: [], why: null }, serverTime }
  } catch (error) {
    if (!(error instanceof RemoteError) || error.status === undefined || !REFUSED.has(error.status)) throw error
    return { right: { ...right, missing: ['read'], why: error.message }, serverTime: null }
  }
}
