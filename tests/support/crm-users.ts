import { signIn } from '#connectors/salesforce/auth.ts'
import { convertLeads } from '#sandbox/company/play/convert-leads.ts'
import { connectSalesforce } from '#sandbox/company/play/salesforce-client.ts'
import type { RunningSandbox } from '#sandbox/index.ts'

export type Row = Readonly<Record<string, unknown>>
export type Properties = Readonly<Record<string, string | null>>

async function json(response: Response, what: string): Promise<unknown> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

/** A marketer in HubSpot's own pages: what is written looks like a person's doing. */
export function marketer(box: RunningSandbox) {
  const { url, credentials } = box.hubspot
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    json(
      await fetch(`${url}/crm/v3/${path}`, {
        method,
        headers: { authorization: `Bearer ${credentials['personToken'] ?? ''}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      `${method} ${path}`,
    )
  type Shown = { readonly id: string; readonly properties: Properties }
  /** Every property the portal knows: a test that forgets one would see it as blank. */
  const propertiesOf = async (type: string): Promise<string> => {
    const { results } = (await call('GET', `properties/${type}`)) as { results: { name: string }[] }
    return results.map((property) => property.name).join(',')
  }
  return {
    call,
    contact: async (email: string): Promise<Shown> =>
      (await call(
        'GET',
        `objects/contacts/${encodeURIComponent(email)}?idProperty=email&properties=${await propertiesOf('contacts')}`,
      )) as Shown,
    /** @returns null when there is none (any more). */
    edit: async (email: string, properties: Properties): Promise<void> => {
      await call('PATCH', `objects/contacts/${encodeURIComponent(email)}?idProperty=email`, { properties })
    },
    create: async (properties: Properties): Promise<string> =>
      ((await call('POST', 'objects/contacts', { properties })) as Shown).id,
    archive: async (type: string, id: string): Promise<void> => void (await call('DELETE', `objects/${type}/${id}`)),
    merge: async (primaryObjectId: string, objectIdToMerge: string): Promise<string> =>
      ((await call('POST', 'objects/contacts/merge', { primaryObjectId, objectIdToMerge })) as Shown).id,
    contacts: async (): Promise<readonly Shown[]> =>
      ((await call('GET', `objects/contacts?limit=100`)) as { results: Shown[] }).results,
    /** All deals with the ids of their people. */
    deals: async (): Promise<readonly (Shown & { readonly contacts: readonly string[] })[]> => {
      const path = `objects/deals?limit=100&associations=contacts&properties=${await propertiesOf('deals')}`
      type Listed = Shown & { associations?: { contacts?: { results: { id: string }[] } } }
      const { results } = (await call('GET', path)) as { results: Listed[] }
      return results.map(({ id, properties, associations }) => ({
        id,
        properties,
        contacts: [...new Set((associations?.contacts?.results ?? []).map((contact) => contact.id))],
      }))
    },
  }
}

/** Somebody who works in Salesforce: the administrator, or the user of that name. */
export function seller(box: RunningSandbox, username?: string) {
  const { url, credentials } = box.salesforce
  let token: Promise<string> | undefined
  const tokenOf = async (): Promise<string> => {
    if (username === undefined) return credentials['adminAccessToken'] ?? ''
    const auth = {
      kind: 'jwt' as const,
      clientId: credentials['clientId'] ?? '',
      username,
      privateKey: credentials['jwtPrivateKey'] ?? '',
      audience: 'https://login.salesforce.com',
    }
    return (await signIn(url, auth, box.clock)).accessToken
  }
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    token ??= tokenOf()
    const headers = {
      authorization: `Bearer ${await token}`,
      'content-type': 'application/json',
      'sforce-auto-assign': 'FALSE',
    }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    return json(await fetch(`${url}/services/data/v68.0/${path}`, init), `${method} ${path}`)
  }
  const query = async (soql: string): Promise<readonly Row[]> =>
    ((await call('GET', `query?q=${encodeURIComponent(soql)}`)) as { records: Row[] }).records
  return {
    query,
    /** The only row. */
    one: async (soql: string): Promise<Row> => {
      const rows = await query(soql)
      if (rows.length !== 1) throw new Error(`${rows.length} rows instead of one: ${soql}`)
      return rows[0] ?? {}
    },
    create: async (object: string, values: Row): Promise<string> =>
      ((await call('POST', `sobjects/${object}`, values)) as { id: string }).id,
    update: async (object: string, id: unknown, values: Row): Promise<void> =>
      void (await call('PATCH', `sobjects/${object}/${String(id)}`, values)),
    remove: async (object: string, id: unknown): Promise<void> =>
      void (await call('DELETE', `sobjects/${object}/${String(id)}`)),
    /** Converts without an opportunity. @returns the contact's id. */
    convert: async (leadId: string, accountId: string, ownerId: string): Promise<string> => {
      const login = { url, clientId: credentials['clientId'] ?? '', clientSecret: credentials['clientSecret'] ?? '' }
      const client = await connectSalesforce(login)
      const [contactId = ''] = await convertLeads(client, [{ leadId, accountId, ownerId }], 'Closed - Converted')
      return contactId
    },
    userId: async (email: string): Promise<string> =>
      String((await query(`SELECT Id FROM User WHERE Email = '${email}'`))[0]?.['Id']),
  }
}

/** Calls that change something, by endpoint: reads, searches and sign-ins are left out. */
export function writesOf(box: RunningSandbox): number {
  // A collections POST with ids reads; Tandem creates by PATCH (upsert) alone. Several batches at once, as no small test writes
  // them, would travel in a composite as polls do.
  const reading = /^GET |\/batch\/read$|\/search$|\/oauth2\/|query|^POST \/composite(?:\/sobjects\/\{type\})?$/
  const changing = (counts: Readonly<Record<string, number>>): number =>
    Object.entries(counts).reduce((sum, [endpoint, n]) => sum + (reading.test(endpoint) ? 0 : n), 0)
  const { hubspot, salesforce } = box.counters()
  return changing(hubspot.byEndpoint) + changing(salesforce.byEndpoint)
}
