import type { RecordedExchange } from '#sandbox/core/recorder.ts'
import type { Properties, Row } from '#support/crm-users.ts'
import type { Stage } from './stage.ts'
import type { Cast, Person } from './steps.ts'

interface Shown {
  readonly id: string
  readonly properties: Properties
}

interface Parked {
  readonly side: string
  readonly object: string
  readonly record_id: string
  readonly link_id: string | null
  readonly code: string
  readonly remedy: string
}

/** All that is in both CRMs and in the database after everything came to rest. */
export interface Ending {
  readonly contacts: readonly Shown[]
  readonly leads: readonly Row[]
  readonly sfContacts: readonly Row[]
  readonly tasks: readonly Row[]
  readonly opportunities: readonly Row[]
  readonly roles: readonly Row[]
  readonly deals: readonly (Shown & { readonly contacts: readonly string[] })[]
  readonly parked: readonly Parked[]
  readonly links: readonly Row[]
  readonly journal: readonly JournalRow[]
  readonly exchanges: readonly RecordedExchange[]
  /** Leads that Tandem made, and the Contacts they became. */
  readonly made: ReadonlySet<string>
}

interface JournalRow {
  readonly at: string
  readonly side: string
  readonly object: string
  readonly record_id: string
  readonly link_id: string | null
  readonly action: string
  readonly changes: readonly {
    readonly field: string
    readonly from: unknown
    readonly to: unknown
    readonly rule: string
    readonly because: string
  }[]
  readonly config_version: number
}

const CONTACT_PROPERTIES = 'email,firstname,lastname,phone,jobtitle,company,country,lifecyclestage,tandem_salesforce_id'
const FIELDS = 'Id, FirstName, LastName, Email, Phone, Title, Tandem_Key__c'

export async function endingOf({ stage, sales, marketing }: Cast): Promise<Ending> {
  const contacts: Shown[] = []
  for (let after = ''; ;) {
    const page = (await marketing.call(
      'GET',
      `objects/contacts?limit=100&properties=${CONTACT_PROPERTIES}${after === '' ? '' : `&after=${after}`}`,
    )) as { readonly results: Shown[]; readonly paging?: { readonly next?: { readonly after: string } } }
    contacts.push(...page.results)
    after = page.paging?.next?.after ?? ''
    if (after === '') break
  }
  const table = async <T>(sql: string): Promise<readonly T[]> => (await stage.db.query(sql)).rows as T[]
  return {
    contacts,
    leads: await sales.query(`SELECT ${FIELDS}, Country, Company FROM Lead WHERE IsConverted = false`),
    sfContacts: await sales.query(`SELECT ${FIELDS}, MailingCountry FROM Contact`),
    tasks: await sales.query("SELECT Id, WhoId, Subject FROM Task WHERE Subject LIKE 'Follow up:%'"),
    opportunities: await sales.query('SELECT Id, Name, StageName, Amount FROM Opportunity'),
    roles: await sales.query('SELECT OpportunityId, ContactId FROM OpportunityContactRole'),
    deals: await marketing.deals(),
    parked: await table<Parked>('select * from app.parked where resolved_at is null'),
    links: await table<Row>('select * from app.link'),
    journal: await table<JournalRow>('select * from app.journal order by seq'),
    exchanges: await stage.exchanges(),
    made: await madeByTandem(sales),
  }
}

/** By who created them: also those whose answer never came. */
async function madeByTandem(sales: Cast['sales']): Promise<ReadonlySet<string>> {
  const [user] = await sales.query("SELECT Id FROM User WHERE Username = 'integration@tandem.example'")
  if (user === undefined) throw new Error('Tandem has another user in Salesforce')
  const leads = await sales.query(`SELECT Id, ConvertedContactId FROM Lead WHERE CreatedById = '${text(user['Id'])}'`)
  return new Set(leads.flatMap((row) => [text(row['Id']), text(row['ConvertedContactId'])]).filter((id) => id !== ''))
}

/** What does not hold, each with the record it concerns; empty when all is well. */
export function violations(ending: Ending, people: readonly Person[]): readonly string[] {
  return [
    ...pairs(ending),
    ...everybodyOnce(ending, people),
    ...dealsOnce(ending),
    ...unexplainedWrites(ending),
    ...spoiledWrites(ending),
    ...ending.parked.flatMap((item) =>
      item.remedy.trim() === '' ? [`${item.object} ${item.record_id}: parked as ${item.code} without a remedy`] : [],
    ),
  ]
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''

/** Is a person's contact or record waiting for somebody, with a reason? */
function parkedOf({ parked, links }: Ending, ids: readonly unknown[]): readonly string[] {
  const linkIds = new Set(
    links
      .filter((link) => ids.includes(link['hubspot_id']) || ids.includes(link['salesforce_id']))
      .map((link) => link['id']),
  )
  return parked
    .filter((item) => ids.includes(item.record_id) || (item.link_id !== null && linkIds.has(item.link_id)))
    .map((item) => item.code)
}

/** Both sides of everybody agree, and no two contacts share a record. */
function pairs(ending: Ending): readonly string[] {
  const found: string[] = []
  const records = new Map([...ending.leads, ...ending.sfContacts].map((row) => [text(row['Id']), row]))
  const owners = new Map<string, string>()
  const active = new Set(
    ending.links
      .filter((link) => link['kind'] === 'person' && link['state'] === 'active')
      .map((link) => link['hubspot_id']),
  )
  for (const { id, properties } of ending.contacts) {
    const recordId = text(properties['tandem_salesforce_id'])
    if (recordId === '' || !active.has(id)) continue
    const waits = parkedOf(ending, [id, recordId])
    const other = owners.get(recordId)
    if (other !== undefined && waits.length === 0)
      found.push(`contacts ${other} and ${id}: both say they are ${recordId}`)
    owners.set(recordId, id)
    const record = records.get(recordId)
    if (record === undefined) {
      if (waits.length === 0) found.push(`contact ${id}: its record ${recordId} is not there`)
      continue
    }
    if (waits.length > 0) continue
    const country = recordId.startsWith('00Q') ? 'Country' : 'MailingCountry'
    const local = text(properties['email']).split('@')[0]
    const agree: readonly (readonly [string, string, string])[] = [
      ['email', text(properties['email']).toLowerCase(), text(record['Email']).toLowerCase()],
      ['firstname', text(properties['firstname']), text(record['FirstName'])],
      ['lastname', text(properties['lastname']) || (local ?? ''), text(record['LastName'])],
      ['phone', text(properties['phone']), text(record['Phone'])],
      ['jobtitle', text(properties['jobtitle']), text(record['Title'])],
      ['country', text(properties['country']), text(record[country])],
    ]
    for (const [field, left, right] of agree)
      if (left !== right) found.push(`contact ${id}: ${field} is "${left}" in HubSpot and "${right}" on ${recordId}`)
  }
  return found
}

/** Everybody who qualified has one record and one Task; nobody has two. */
function everybodyOnce(ending: Ending, people: readonly Person[]): readonly string[] {
  const found: string[] = []
  const contacts = new Map(ending.contacts.map((contact) => [contact.id, contact]))
  const everybody = [...ending.leads, ...ending.sfContacts]
  for (const person of people) {
    const contact = contacts.get(person.contactId)
    if (contact === undefined) {
      if (!person.archived && !person.shaky) found.push(`contact ${person.contactId} (${person.name}) is gone`)
      continue
    }
    const recordId = text(contact.properties['tandem_salesforce_id'])
    const waits = parkedOf(ending, [contact.id, recordId])
    const same = everybody.filter(
      (row) => text(row['Email']).toLowerCase() === text(contact.properties['email']).toLowerCase(),
    )
    const tasks = ending.tasks.filter((task) => task['WhoId'] === recordId)
    // Whoever waits for somebody, or was torn apart on purpose, was still never made twice.
    const made = same.filter((row) => ending.made.has(text(row['Id'])))
    if (made.length > 1)
      found.push(
        `contact ${contact.id} (${person.name}): made ${made.length} times: ${made.map((row) => text(row['Id'])).join(', ')}`,
      )
    if (recordId !== '' && tasks.length > 1 && !person.shaky)
      found.push(`contact ${contact.id} (${person.name}): ${tasks.length} follow-up Tasks for ${recordId}`)
    if (waits.length > 0 || person.shaky) continue
    if (person.qualified && recordId === '')
      found.push(`contact ${contact.id} (${person.name}): qualified, but not handed over`)
    if (person.qualified && same.length !== 1)
      found.push(
        `contact ${contact.id} (${person.name}): ${same.length} people in Salesforce: ${same.map((row) => text(row['Id'])).join(', ')}`,
      )
    if (person.qualified && tasks.length === 0)
      found.push(`contact ${contact.id} (${person.name}): ${tasks.length} follow-up Tasks for ${recordId}`)
    if (!person.qualified && recordId === '' && tasks.length > 0) found.push(`contact ${contact.id}: a Task for nobody`)
  }
  const keys = everybody.map((row) => text(row['Tandem_Key__c'])).filter((key) => key !== '')
  if (new Set(keys).size !== keys.length) found.push('two people have the same key in Salesforce')
  return found
}

const STAGES: Readonly<Record<string, string>> = {
  Prospecting: 'appointmentscheduled',
  Qualification: 'qualifiedtobuy',
  'Proposal/Price Quote': 'contractsent',
  'Closed Won': 'closedwon',
  'Closed Lost': 'closedlost',
}

/** Every opportunity of somebody linked has exactly one deal, which says the same. */
function dealsOnce(ending: Ending): readonly string[] {
  const found: string[] = []
  const linked = new Set(
    ending.links
      .filter((link) => link['kind'] === 'person' && link['state'] === 'active')
      .map((link) => link['salesforce_id']),
  )
  const dealsOf = Map.groupBy(ending.deals, (deal) => text(deal.properties['tandem_salesforce_opportunity_id']))
  for (const opportunity of ending.opportunities) {
    const id = text(opportunity['Id'])
    const deals = dealsOf.get(id) ?? []
    const contacts = ending.roles.filter((role) => role['OpportunityId'] === id).map((role) => role['ContactId'])
    if (parkedOf(ending, [id, ...deals.map((deal) => deal.id), ...contacts]).length > 0) continue
    const expected = contacts.some((contact) => linked.has(contact)) ? 1 : 0
    if (deals.length > 1 || (expected === 1 && deals.length === 0))
      found.push(`opportunity ${id}: ${deals.length} deals instead of ${expected}`)
    const [deal] = deals
    if (deal === undefined || expected === 0) continue
    const agree: readonly (readonly [string, string, string])[] = [
      ['dealname', text(deal.properties['dealname']), text(opportunity['Name'])],
      ['dealstage', text(deal.properties['dealstage']), STAGES[text(opportunity['StageName'])] ?? ''],
      ['amount', String(Number(deal.properties['amount'])), String(Number(opportunity['Amount']))],
    ]
    for (const [field, left, right] of agree)
      if (left !== right) found.push(`opportunity ${id}: ${field} of its deal is "${left}" instead of "${right}"`)
  }
  return found
}

/** HubSpot ids of people of whom a clock changed by the mere passing of time between two instants. */
export async function clocksThatFellDue(stage: Stage, from: number, to: number): Promise<ReadonlySet<string>> {
  const { rows } = await stage.db.query<{ readonly hubspot_id: string }>(
    `select l.hubspot_id from app.clock c join app.link l on l.id = c.link_id
     where c.due_at between $1 and $2 or c.started_at between $1 and $2`,
    [from, to],
  )
  return new Set(rows.map((row) => row.hubspot_id))
}

interface Written {
  readonly side: 'hubspot' | 'salesforce'
  readonly recordId: string
  readonly field: string
  readonly value: unknown
}

/** Every value that a CRM took from Tandem is in the journal, with its rule and the version of the configuration. */
export function unexplainedWrites({ exchanges, journal }: Pick<Ending, 'exchanges' | 'journal'>): readonly string[] {
  const told = new Map<string, unknown[]>()
  const found: string[] = []
  for (const row of journal)
    for (const { field, from, to, rule, because } of row.changes) {
      const key = `${row.side} ${row.record_id} ${field}`
      // What a process wrote that died, and what was written over since, shows as what was there before.
      told.set(key, [...(told.get(key) ?? []), to, ...(from === null ? [] : [from])])
      if (rule === '' || because === '' || row.config_version < 1)
        found.push(`journal of ${key}: no rule, reason or version`)
    }
  const missing = new Set<string>()
  for (const { side, recordId, field, value } of exchanges.flatMap(writtenBy)) {
    const values = told.get(`${side} ${recordId} ${field}`) ?? []
    if (!values.some((to) => isSame(to, value)))
      missing.add(
        `${side} ${recordId}: ${field} = ${JSON.stringify(value)} was written and the journal does not say so`,
      )
  }
  return [...found, ...missing]
}

/**
 * Writes whose answer was an error or never came: whether they were carried out shows in what the record holds at the end. Such a
 * value is in the journal as well, told by whoever repeated the work.
 */
function spoiledWrites(ending: Ending): readonly string[] {
  const held = new Map<string, Properties | Row>([
    ...ending.contacts.map(({ id, properties }) => [`hubspot ${id}`, properties] as const),
    ...[...ending.leads, ...ending.sfContacts].map((row) => [`salesforce ${text(row['Id'])}`, row] as const),
  ])
  const told = new Set(
    ending.journal.flatMap((row) =>
      row.changes.map(({ field, to }) => `${row.side} ${row.record_id} ${field} ${plain(to)}`),
    ),
  )
  const wanted = ending.exchanges.filter(({ status }) => status >= 500 || status === 0).flatMap(askedBy)
  const missing = wanted.filter(({ side, recordId, field, value }) => {
    const now = held.get(`${side} ${recordId}`)?.[field]
    // A blank may be what it always held.
    return plain(value) !== '' && isSame(now, value) && !told.has(`${side} ${recordId} ${field} ${plain(value)}`)
  })
  return [
    ...new Set(
      missing.map(
        ({ side, recordId, field, value }) =>
          `${side} ${recordId}: ${field} = ${plain(value)} was written, its answer was spoiled, and the journal never told it`,
      ),
    ),
  ]
}

/** What a call to named records asked for. */
function askedBy({ method, url, requestBody }: RecordedExchange): readonly Written[] {
  if (method === 'GET' || /\/search|\/batch\/read|oauth/.test(url)) return []
  const body = requestBody as
    | {
        readonly inputs?: readonly HubspotInput[]
        readonly records?: readonly Row[]
        readonly compositeRequest?: readonly SubRequest[]
      }
    | undefined
  const inHubspot = (body?.inputs ?? []).flatMap(({ id, idProperty, properties }) =>
    id === undefined || idProperty !== undefined || !url.includes('/contacts/')
      ? []
      : writtenTo('hubspot', id, properties ?? {}),
  )
  const parts = [body?.records ?? [], ...(body?.compositeRequest ?? []).map(recordsOf)].flat()
  return [
    ...inHubspot,
    ...parts.flatMap((record) => writtenTo('salesforce', text(record['id'] ?? record['Id']), record)),
  ]
}

const recordsOf = ({ body }: SubRequest): readonly Row[] =>
  (body as { readonly records?: readonly Row[] } | undefined)?.records ?? []

const writtenTo = (side: Written['side'], recordId: string, values: Row): readonly Written[] =>
  recordId === ''
    ? []
    : Object.entries(values).flatMap(([field, value]): Written[] =>
        isKey(field) ? [] : [{ side, recordId, field, value }],
      )

function isSame(journaled: unknown, wire: unknown): boolean {
  const [a, b] = [plain(journaled), plain(wire)]
  if (a === b) return true
  if (a === '' || b === '') return false
  if (Number(a) === Number(b)) return true
  const [left, right] = [instant(a), instant(b)]
  return left !== null && left === right
}

const plain = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : (value as string | number | boolean).toString()

const instant = (value: string): number | null => {
  const at = /^\d{12,}$/.test(value) ? Number(value) : /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : at
}

export function writtenBy({ method, url, status, requestBody, responseBody }: RecordedExchange): readonly Written[] {
  if (status >= 300 || method === 'GET' || /\/search|\/batch\/read|oauth/.test(url)) return []
  return url.startsWith('/crm/')
    ? byHubspot(requestBody, responseBody)
    : bySalesforce({ method, requestBody, responseBody })
}

function byHubspot(requestBody: unknown, responseBody: unknown): readonly Written[] {
  const inputs = (requestBody as { readonly inputs?: readonly HubspotInput[] } | undefined)?.inputs ?? []
  const results = (responseBody as { readonly results?: readonly Shown[] } | undefined)?.results ?? []
  return inputs.flatMap(({ id, idProperty, properties, objectWriteTraceId }) => {
    const result = results.find(
      (one) =>
        (idProperty === undefined && one.id === id) ||
        (idProperty !== undefined && one.properties[idProperty] === id) ||
        ((one as { readonly objectWriteTraceId?: string }).objectWriteTraceId ?? null) === (objectWriteTraceId ?? ''),
    )
    if (result === undefined || properties === undefined) return []
    return Object.entries(properties).flatMap(([field, value]): Written[] =>
      isKey(field) ? [] : [{ side: 'hubspot', recordId: result.id, field, value }],
    )
  })
}

interface HubspotInput {
  readonly id?: string
  readonly idProperty?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly objectWriteTraceId?: string
}

const isKey = (field: string): boolean =>
  ['tandem_key', 'Tandem_Key__c', 'tandem_salesforce_opportunity_id', 'attributes', 'id', 'Id'].includes(field)

interface Call {
  readonly method: string
  readonly requestBody?: unknown
  readonly responseBody?: unknown
}

function bySalesforce({ method, requestBody, responseBody }: Call): readonly Written[] {
  const parts = (requestBody as { readonly compositeRequest?: readonly SubRequest[] } | undefined)?.compositeRequest
  if (parts !== undefined) {
    const answers = (responseBody as { readonly compositeResponse?: readonly SubAnswer[] }).compositeResponse ?? []
    return parts.flatMap((part, i) => {
      const answer = answers[i]
      if (answer === undefined || answer.httpStatusCode >= 300) return []
      return bySalesforce({ method: part.method, requestBody: part.body, responseBody: answer.body })
    })
  }
  if (method === 'GET') return []
  const records = (requestBody as { readonly records?: readonly Row[] } | undefined)?.records
  if (records === undefined || !Array.isArray(responseBody)) return []
  return records.flatMap((record, i) => {
    const answer = (responseBody as readonly { readonly id?: string; readonly success?: boolean }[])[i]
    if (answer?.success !== true) return []
    const recordId = answer.id ?? text(record['id'])
    // A role is told at its opportunity, as one thing.
    if (record['ContactId'] !== undefined && record['OpportunityId'] !== undefined)
      return [
        {
          side: 'salesforce',
          recordId: text(record['OpportunityId']),
          field: 'OpportunityContactRole',
          value: record['ContactId'],
        },
      ]
    return Object.entries(record).flatMap(([field, value]): Written[] =>
      isKey(field) ? [] : [{ side: 'salesforce', recordId, field, value }],
    )
  })
}

interface SubRequest {
  readonly method: string
  readonly body?: unknown
}

interface SubAnswer {
  readonly httpStatusCode: number
  readonly body?: unknown
}
