import type { Connection } from 'jsforce'
import { company, DAY, MINUTE, mql } from '#support/company.ts'
import { marketer, seller } from '#support/crm-users.ts'
import { sendEnvelope } from '../../conformance/salesforce/soap-envelope.ts'
import type { Dice } from './dice.ts'
import { dice } from './dice.ts'
import { isAlive, kill } from './processes.ts'
import type { Stage } from './stage.ts'

/** Somebody whom the model made up, and what may be expected of them at the end. */
export interface Person {
  readonly name: string
  email: string
  contactId: string
  /** Was a marketing contact of a stage that is handed over. */
  qualified: boolean
  /** Deleted, merged or ambiguous from the start: only that nobody is doubled can be said. */
  shaky: boolean
  archived: boolean
  readonly marketable: boolean
}

export interface Cast {
  readonly stage: Stage
  readonly dice: Dice
  readonly marketing: ReturnType<typeof marketer>
  readonly sales: ReturnType<typeof seller>
  readonly people: Person[]
  /** What was done, in order, with the names of whom it concerned. */
  readonly history: string[]
}

export function castOf(stage: Stage, seed: number): Cast {
  return { stage, dice: dice(seed), marketing: marketer(stage.box), sales: seller(stage.box), people: [], history: [] }
}

/** What becomes of a step, in a few words; null when nobody was there for it. */
type Step = (cast: Cast) => Promise<string | null>

const HANDED_OVER = new Set(['marketingqualifiedlead', 'salesqualifiedlead'])
const EDITS = [
  ['firstname', 'FirstName'],
  ['lastname', 'LastName'],
  ['phone', 'Phone'],
  ['jobtitle', 'Title'],
] as const

let serial = 0
const arrived = new WeakMap<Stage, number>()
const newValue = (): string => `v${(serial += 1)}`

const arrive: Step = async ({ dice: by, stage, sales, people, marketing }) => {
  // Names are never used twice: who was merged away keeps theirs.
  const name = `p${arrived.set(stage, (arrived.get(stage) ?? 0) + 1).get(stage) ?? 0}`
  const email = `${name}@buyers.example`
  const lifecycleStage = by.weighed([
    [12, 'marketingqualifiedlead'],
    [4, 'lead'],
    [2, 'subscriber'],
    [2, 'salesqualifiedlead'],
  ])
  const known = by.weighed([
    [14, 'nobody'],
    [3, 'lead'],
    [2, 'contact'],
    [1, 'two leads'],
  ])
  const lead = () =>
    sales.create('Lead', {
      LastName: `L${name}`,
      Company: `Co ${name}`,
      Email: by.chance(0.3) ? email.toUpperCase() : email,
    })
  if (known !== 'nobody' && known !== 'contact') await lead()
  if (known === 'two leads') await lead()
  if (known === 'contact') {
    const AccountId = await sales.create('Account', { Name: `Acc ${name}` })
    await sales.create('Contact', { LastName: `C${name}`, Email: email, AccountId })
  }
  const now = stage.box.clock.now()
  const marketable = by.chance(0.88)
  const row = mql(name, {
    marketable,
    lifecycleStage,
    createdAt: now - DAY,
    becameMqlAt: HANDED_OVER.has(lifecycleStage) ? now : null,
    firstName: by.chance(0.8) ? 'Pat' : null,
    lastName: by.chance(0.85) ? name : null,
    phone: by.chance(0.5) ? '+1 212 555 0100' : null,
    company: by.chance(0.8) ? `${name} Works` : null,
  })
  stage.box.hubspot.sandbox.seed(company({ contacts: [row], owners: [], campaigns: [] }))
  const { id } = await marketing.contact(email)
  const qualified = marketable && HANDED_OVER.has(lifecycleStage)
  people.push({ name, email, contactId: id, qualified, shaky: known === 'two leads', archived: false, marketable })
  return `${name} arrives as ${lifecycleStage}${marketable ? '' : ' (not marketing)'}, in Salesforce: ${known}`
}

const present = (cast: Cast): readonly Person[] => cast.people.filter((person) => !person.archived)

const withPerson =
  (work: (cast: Cast, person: Person) => Promise<string | null>): Step =>
  async (cast) => {
    const there = present(cast)
    return there.length === 0 ? null : work(cast, cast.dice.oneOf(there))
  }

async function recordOf({ marketing, sales }: Cast, { contactId }: Person) {
  const shown = (await marketing.call('GET', `objects/contacts/${contactId}?properties=tandem_salesforce_id`)) as {
    readonly properties: Readonly<Record<string, string | null>>
  }
  const id = shown.properties['tandem_salesforce_id'] ?? null
  if (id === null) return null
  const object = id.startsWith('00Q') ? ('Lead' as const) : ('Contact' as const)
  const rows = await sales.query(
    object === 'Lead'
      ? `SELECT Id, OwnerId FROM Lead WHERE Id = '${id}' AND IsConverted = false`
      : `SELECT Id, OwnerId, AccountId FROM Contact WHERE Id = '${id}'`,
  )
  const [row] = rows
  return row === undefined ? null : { object, id, row }
}

const editContact = withPerson(async ({ dice: by, marketing }, person) => {
  const [property] = by.oneOf(EDITS)
  const value = by.chance(0.1) && property !== 'lastname' ? '' : newValue()
  await marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { [property]: value } })
  return `${person.name}: ${property} = "${value}" in HubSpot`
})

const editRecord = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  const [, field] = cast.dice.oneOf(EDITS)
  const value = cast.dice.chance(0.1) && field !== 'LastName' ? null : newValue()
  await cast.sales.update(record.object, record.id, { [field]: value })
  return `${person.name}: ${field} = "${String(value)}" on ${record.object} ${record.id}`
})

const editBoth = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  const [property, field] = cast.dice.oneOf(EDITS)
  const [left, right] = [newValue(), newValue()]
  await Promise.all([
    cast.marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { [property]: left } }),
    cast.sales.update(record.object, record.id, { [field]: right }),
  ])
  return `${person.name}: ${property} = "${left}" in HubSpot and ${field} = "${right}" on ${record.id} at once`
})

const changeEmail = withPerson(async ({ marketing }, person) => {
  const email = `${newValue()}.${person.name}@buyers.example`
  await marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { email } })
  person.email = email
  return `${person.name}: e-mail = ${email} in HubSpot`
})

const advanceStage = withPerson(async ({ dice: by, marketing }, person) => {
  const lifecyclestage = by.weighed([
    [5, 'marketingqualifiedlead'],
    [2, 'salesqualifiedlead'],
  ])
  await marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { lifecyclestage } })
  if (person.marketable) person.qualified = true
  return `${person.name}: stage = ${lifecyclestage}`
})

const archive = withPerson(async ({ marketing }, person) => {
  await marketing.archive('contacts', person.contactId)
  Object.assign(person, { archived: true, shaky: true })
  return `${person.name}: deleted in HubSpot`
})

const restore: Step = async ({ dice: by, people, stage }) => {
  const gone = people.filter((person) => person.archived)
  if (gone.length === 0) return null
  const person = by.oneOf(gone)
  await stage.control('hubspot', 'restore-record', { objectType: 'contacts', id: person.contactId })
  person.archived = false
  return `${person.name}: restored in HubSpot`
}

const mergeContacts: Step = async (cast) => {
  const there = present(cast)
  if (there.length < 2) return null
  const [left, right] = [cast.dice.oneOf(there), cast.dice.oneOf(there)]
  if (left === right) return null
  left.contactId = await cast.marketing.merge(left.contactId, right.contactId)
  left.shaky = true
  cast.people.splice(cast.people.indexOf(right), 1)
  return `${left.name}: ${right.name} is merged into them in HubSpot (${left.contactId})`
}

const soap = async ({ stage: { box } }: Cast, body: string): Promise<void> => {
  const conn = { accessToken: box.salesforce.credentials['adminAccessToken'], instanceUrl: box.salesforce.url }
  const answer = await sendEnvelope(conn as Connection, body)
  if (answer.status !== 200) throw new Error(answer.text)
}

const deleteRecord = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  await cast.sales.remove(record.object, record.id)
  person.shaky = true
  if (cast.dice.chance(0.5)) return `${person.name}: ${record.object} ${record.id} deleted`
  await soap(cast, `<undelete><ids>${record.id}</ids></undelete>`)
  return `${person.name}: ${record.object} ${record.id} deleted and restored`
})

const mergeRecords: Step = async (cast) => {
  const there = present(cast)
  if (there.length < 2) return null
  const [left, right] = [cast.dice.oneOf(there), cast.dice.oneOf(there)]
  const [one, other] = [await recordOf(cast, left), await recordOf(cast, right)]
  if (one === null || other === null || one.id === other.id || one.object !== other.object) return null
  await soap(
    cast,
    `<merge><request><masterRecord xmlns:s="urn:sobject.partner.soap.sforce.com" xsi:type="s:sObject"><s:type>${one.object}</s:type><s:Id>${one.id}</s:Id></masterRecord><recordToMergeIds>${other.id}</recordToMergeIds></request></merge>`,
  )
  Object.assign(left, { shaky: true })
  Object.assign(right, { shaky: true })
  return `${left.name}: ${right.name}'s ${other.id} is merged into ${one.id} in Salesforce`
}

const convert = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record?.object !== 'Lead') return null
  const accountId = await cast.sales.create('Account', { Name: `Conv ${person.name}` })
  const contact = await cast.sales.convert(record.id, accountId, String(record.row['OwnerId']))
  return `${person.name}: Lead ${record.id} converted to ${contact}`
})

const openOpportunity = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record?.object !== 'Contact') return null
  const OpportunityId = await cast.sales.create('Opportunity', {
    Name: `Opp ${newValue()}`,
    AccountId: record.row['AccountId'],
    StageName: 'Prospecting',
    CloseDate: '2026-12-31',
    Amount: cast.dice.below(1_000) + 1,
  })
  await cast.sales.create('OpportunityContactRole', { OpportunityId, ContactId: record.id })
  return `${person.name}: opportunity ${OpportunityId} opened`
})

const moveOpportunity: Step = async ({ sales, dice: by }) => {
  const rows = await sales.query('SELECT Id FROM Opportunity WHERE IsClosed = false ORDER BY Id')
  if (rows.length === 0) return null
  const id = String(by.oneOf(rows)['Id'])
  const StageName = by.oneOf(['Qualification', 'Proposal/Price Quote', 'Closed Won', 'Closed Lost'])
  await sales.update('Opportunity', id, { StageName, Amount: by.below(1_000) + 1 })
  return `opportunity ${id} is ${StageName}`
}

const closeTask: Step = async ({ sales, dice: by }) => {
  const rows = await sales.query("SELECT Id FROM Task WHERE Status != 'Completed' ORDER BY Id")
  if (rows.length === 0) return null
  const id = String(by.oneOf(rows)['Id'])
  await sales.update('Task', id, { Status: 'Completed' })
  return `task ${id} completed`
}

const webhookMishaps: Step = async ({ stage, dice: by }) => {
  const mishaps = { lose: by.below(4) / 10, duplicate: by.below(4) / 10, order: by.oneOf(['shuffled', 'as-happened']) }
  await stage.control('hubspot', 'webhooks', { mishaps })
  if (by.chance(0.3)) await stage.control('hubspot', 'webhooks', { replay: 'all' })
  return `webhooks: ${JSON.stringify(mishaps)}`
}

export const killWorker: Step = async (cast) => {
  const { stage, dice: by } = cast
  const alive = stage.workers.filter(isAlive)
  if (alive.length > 0) await kill(by.oneOf(alive))
  await reviveWorker(cast)
  return 'a worker is killed, another started'
}

/** Under faults a start may fail; whatever supervises it starts it again. */
export async function reviveWorker({ stage }: Cast, lives?: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await stage.startWorker(lives).ready
      return
    } catch (error) {
      if (attempt === 6) throw error
    }
  }
}

const killReceiver: Step = async ({ stage }) => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await stage.restartReceiver()
      return 'the receiver is killed and started again'
    } catch (error) {
      if (attempt === 6) throw error
    }
  }
}

const pass: Step = async ({ stage, dice: by }) => {
  const minutes = 1 + by.below(20)
  stage.advance(minutes * MINUTE)
  return `${minutes} minutes pass`
}

const tooManyAtOnce: Step = async ({ stage }) => {
  await stage.control('salesforce', 'limits', { concurrentRequestsExceeded: 2 })
  return 'Salesforce has too many calls at a time'
}

const eventMishaps: Step = async ({ stage, dice: by }) => {
  const faults = { drop: by.below(4) / 10, duplicate: by.below(4) / 10, reorder: by.below(4) / 10 }
  await stage.control('salesforce', 'events', { faults })
  return `change events: ${JSON.stringify(faults)}`
}

export interface Chances {
  /** Workers are killed at random. */
  readonly kills: boolean
  readonly faults: boolean
}

const STORY: readonly (readonly [number, Step])[] = [
  [14, arrive],
  [12, editContact],
  [12, editRecord],
  [8, editBoth],
  [2, changeEmail],
  [8, advanceStage],
  [2, archive],
  [3, restore],
  [2, mergeContacts],
  [3, deleteRecord],
  [2, mergeRecords],
  [6, convert],
  [7, openOpportunity],
  [7, moveOpportunity],
  [4, closeTask],
  [4, pass],
]
const KILLS: readonly (readonly [number, Step])[] = [
  [4, killWorker],
  [1, killReceiver],
]
const FAULTS: readonly (readonly [number, Step])[] = [
  [3, webhookMishaps],
  [2, eventMishaps],
  [2, tooManyAtOnce],
]

/** So many arrive before anything else happens. */
const BEFORE_ALL = 8

/** One step of the story; what it did is in the history. A step that the CRM refuses is a step as well. */
export async function step(cast: Cast, chances: Chances): Promise<void> {
  const all = [...STORY, ...(chances.kills ? KILLS : []), ...(chances.faults ? FAULTS : [])]
  const chosen = cast.people.length < BEFORE_ALL ? arrive : cast.dice.weighed(all)
  try {
    const what = await chosen(cast)
    if (what !== null) cast.history.push(what)
  } catch (error) {
    cast.history.push(`refused: ${error instanceof Error ? error.message.slice(0, 160) : String(error)}`)
    if (chosen === killWorker || chosen === killReceiver) throw error
  }
}
